package main

import (
	"errors"
	"strings"
	"testing"
)

func TestSimulateRefusesASpeedThatIsNone(t *testing.T) {
	for name, speed := range map[string]string{"standing": "0", "backwards": "-1", "all at once": "inf", "no number": "nan"} {
		t.Run(name, func(t *testing.T) {
			var exit exitError
			if s := accord(t, nil, "simulate", "--speed="+speed); !errors.As(s.fault, &exit) || exit.code != 2 || !strings.Contains(s.err, "--speed") {
				t.Errorf("%v, said %q; want status 2 and what to change", s.fault, s.err)
			}
		})
	}
}
