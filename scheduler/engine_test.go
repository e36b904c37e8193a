package scheduler

import (
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
)

const crowd = 500

func TestEveryMessageEnds(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		c.people(crowd)
		launched := c.campaign(6 * time.Hour)
		c.launch(launched.ID)
		c.drive(began.Add(6 * time.Hour))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: crowd})
		c.wantPhase(launched.ID, campaign.Finished)
		if n := len(c.accepted()); n != crowd {
			t.Errorf("%d messages were sent, want %d", n, crowd)
		}
	})
}

var _ = simulator.Config{}
