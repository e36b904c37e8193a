package ui

import (
	"net/http"
	"reflect"
	"strconv"
	"time"

	"accord/internal/operator"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// apiOrder describes a [conversionRequest]: only its schema is used.
type apiOrder struct {
	Key      string    `json:"key,omitzero" maxLength:"200" doc:"Under which the order counts once, such as its number; or the header Idempotency-Key"`
	Contact  idText    `json:"contact,omitzero" doc:"The person, by their id here"`
	External string    `json:"external_id,omitzero" maxLength:"200" doc:"The person, by your own id"`
	Phone    string    `json:"phone,omitzero" doc:"The person, by their number, E.164"`
	Message  idText    `json:"message,omitzero" doc:"The person who got this message"`
	Click    string    `json:"click,omitzero" doc:"The person who was given this short link, by its code"`
	Value    int64     `json:"value,omitzero" minimum:"0" maximum:"1000000000000" doc:"Minor units"`
	Currency string    `json:"currency,omitzero" doc:"ISO 4217; beside a value"`
	At       time.Time `json:"at,omitzero" doc:"Now when absent"`
}

// apiOrderCounted describes a [conversionReply].
type apiOrderCounted struct {
	Contact   idText `json:"contact" doc:"Whose order it is"`
	Duplicate bool   `json:"duplicate" doc:"The key was used before: nothing changed"`
}

// describeConversions adds the one operation that is read by hand, because its
// errors name each member in words, to the description.
func (s *Server) describeConversions() {
	doc := s.api.OpenAPI()
	body := func(name string, of any, example map[string]any) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{fiber.MIMEApplicationJSON: {Schema: doc.Components.Schemas.Schema(reflect.TypeOf(of), true, name), Example: example}}
	}
	reply := func(duplicate bool) map[string]*huma.MediaType {
		return body("OrderCounted", apiOrderCounted{}, map[string]any{"contact": "4611686018427387904", "duplicate": duplicate})
	}
	order := operation{Method: fiber.MethodPost, Path: "/api/v1/conversions", Needs: operator.ConversionWrite, Limit: apiLimit, Name: "report-conversion",
		Summary: "Report an order"}
	o := order.describe()
	o.Description = "Counts an order for every campaign whose window is open for the person, the holdout's people too. Say who it was by exactly one of contact, external_id, phone, message and click."
	o.RequestBody = &huma.RequestBody{Required: true, Content: body("Order", apiOrder{},
		map[string]any{"key": "order-4711", "external_id": "c-42", "value": 4990, "currency": "EUR"})}
	o.Responses = map[string]*huma.Response{
		"201": {Description: "Counted", Content: reply(false)},
		"200": {Description: "Counted before, under the same key", Content: reply(true)},
	}
	problems := map[string]*huma.MediaType{"application/problem+json": {Schema: doc.Components.Schemas.Schema(reflect.TypeOf(problem{}), true, "Problem")}}
	for _, status := range append(order.errors(), fiber.StatusNotFound, fiber.StatusInternalServerError) {
		o.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: problems}
	}
	doc.AddOperation(&o)
}
