package ui

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/consent"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// What operations take and give stands in types that begin with api: their
// tags hold the names, the limits and the examples of the description.

// apiNothing is what an operation takes that needs nothing, and what one gives
// that has nothing to say.
type apiNothing struct{}

// apiNamed is what an operation takes that concerns one thing.
type apiNamed struct {
	ID idText `path:"id"`
}

// apiBody is a body, of a request or of an answer.
type apiBody[T any] struct{ Body T }

// apiChange is a body for the thing that the address names.
type apiChange[T any] struct {
	ID   idText `path:"id"`
	Body T
}

// Paging asks for a part of a list. It is exported because huma reads embedded
// members of such types only.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"600" doc:"The next of the part before; leave it out for the first part"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items at most"`
}

// apiList is a part of a list.
type apiList[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" example:"Y29udGFjdHM6YkFBQUFB" doc:"Cursor of the part that follows; empty after the last"`
}

// listed is a part of a list; next is where the store goes on.
func listed[T any](list, next string, items []T) *apiBody[apiList[T]] {
	return &apiBody[apiList[T]]{apiList[T]{items, sealCursor(list, next)}}
}

// answered is an answer with a body.
func answered[T any](body T) *apiBody[T] { return &apiBody[T]{body} }

// eachOf puts rows into the shape of the API.
func eachOf[R, T any](rows []R, tell func(R) T) []T {
	list := make([]T, len(rows))
	for i, row := range rows {
		list[i] = tell(row)
	}
	return list
}

// sealCursor hides a place in a list: what is given out means nothing, leads
// into this list only, and may change its make with any release.
func sealCursor(list, place string) string {
	if place == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(list + ":" + place))
}

// openCursor is the place behind a cursor of a list.
func openCursor(list, cursor string) (place string, err error) {
	if cursor == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	place, ok := strings.CutPrefix(string(text), list+":")
	if err != nil || !ok {
		return "", errCursor()
	}
	return place, nil
}

func errCursor() error {
	return refused("cursor", "It is not of this list, or what it named is gone; begin again without it.")
}

// ofList is an error of a store that lists. All else that could be invalid was
// looked at before, so that it is the cursor.
func ofList(err error) error {
	if errors.Is(err, campaign.ErrInvalid) || errors.Is(err, consent.ErrInvalid) {
		return errCursor()
	}
	return err
}

// refused is a member that cannot be accepted. The value is never repeated.
func refused(field, detail string) *problem {
	return &problem{Status: fiber.StatusUnprocessableEntity, Field: field, Detail: detail}
}

// idText is an id as programs write it: digits in a text, because ids exceed
// 2^53, beyond which many JSON readers round. Empty stands for none.
type idText string

// textOf is an id for programs; 0 is none.
func textOf[T ~int64](id T) idText {
	if id == 0 {
		return ""
	}
	return idText(strconv.FormatInt(int64(id), 10))
}

// idFrom is the id of a text that the schema let pass; one beyond 63 bits is
// the greatest, which is nobody's.
func idFrom[T ~int64](text idText) T {
	n, _ := strconv.ParseInt(string(text), 10, 64)
	return T(n)
}

// Schema implements huma.SchemaProvider.
func (idText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[1-9][0-9]{0,18}$", Examples: []any{"4611686018427387904"}}
}
