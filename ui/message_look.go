package ui

import "accord/campaign"

// messageLooks are how the states of messages look; the word beside says what
// they mean. Red is for what stopped a message for good.
var messageLooks = map[campaign.State]badge{
	campaign.Planned: {Sign: "notice", Icon: "waiting"}, campaign.Sending: {Sign: "notice", Icon: "send"},
	campaign.Accepted: {Sign: "good", Icon: "good"}, campaign.Sent: {Sign: "good", Icon: "sent"},
	campaign.Delivered: {Sign: "good", Icon: "message"}, campaign.Read: {Sign: "good", Icon: "read"},
	campaign.Skipped: {Sign: "stop", Icon: "stop"}, campaign.Failed: {Sign: "stop", Icon: "stop"},
	campaign.Expired: {Sign: "stop", Icon: "clock"}, campaign.Cancelled: {Sign: "stop", Icon: "cancel"},
	campaign.Unknown: {Sign: "warning", Icon: "help"},
}
