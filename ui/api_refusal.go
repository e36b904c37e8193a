package ui

import (
	"errors"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// inEnglish are the words for programs.
var inEnglish = words.In(words.English)

// forProgram tells a program what the floors below refused, where it is more
// than a kind: which members, and why. Texts that may repeat what was sent are
// left out.
func forProgram(err error) error {
	var launch *campaign.Refused
	switch fields := operator.FieldErrors(err); {
	case len(fields) > 0:
		return flawed("Some members cannot be accepted.", eachOf(fields, func(f *operator.FieldError) flaw {
			return flaw{f.Field, faultSays(inEnglish, f)}
		}))
	case errors.As(err, &launch):
		return flawed("The draft cannot be launched as it stands.", eachOf(launch.Findings, func(f campaign.Finding) flaw {
			return flaw{f.Field, f.Detail}
		}))
	case errors.Is(err, consent.ErrInvalid):
		return &problem{Status: fiber.StatusUnprocessableEntity, Detail: "The consent register does not take this; see the description of the operation."}
	}
	return err
}

// flawed is a problem with several members; of one it says no more than that.
func flawed(detail string, list []flaw) *problem {
	if len(list) == 1 {
		return refused(list[0].Field, list[0].Detail)
	}
	return &problem{Status: fiber.StatusUnprocessableEntity, Detail: detail, Errors: list}
}
