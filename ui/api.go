package ui

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"

	"accord/internal/operator"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
)

// operation is one thing that a program can ask: what it needs, and who
// answers. Its description (OpenAPI 3.1) is made from the types of the answer.
type operation struct {
	Method, Path string // the path with {id}
	Needs        operator.Permission
	Also         operator.Permission // a second one that it needs, or none
	Limit        int                 // bytes of body
	Name         string
	Summary      string
	Fresh        bool // is done anew each time, whatever its Idempotency-Key
	register     func(api huma.API, o huma.Operation, failed func(context.Context, error))
}

// ask makes an operation of a function of its input.
func ask[I, O any](method, path string, needs operator.Permission, name, summary string, fn func(context.Context, *I) (*O, error)) operation {
	limit := 0
	if method != fiber.MethodGet && method != fiber.MethodDelete {
		limit = apiLimit
	}
	return operation{Method: method, Path: path, Needs: needs, Limit: limit, Name: name, Summary: summary,
		register: func(api huma.API, o huma.Operation, failed func(context.Context, error)) {
			huma.Register(api, o, func(ctx context.Context, in *I) (*O, error) {
				out, err := fn(ctx, in)
				if err != nil {
					err = forProgram(err)
					failed(ctx, err)
					p := problemOf(err)
					return nil, &p
				}
				return out, nil
			})
		}}
}

// taking lets an operation have a longer body.
func (o operation) taking(limit int) operation {
	o.Limit = limit
	return o
}

// also makes an operation need a second permission.
func (o operation) also(needs operator.Permission) operation {
	o.Also = needs
	return o
}

// fresh makes an operation be done anew each time: its answer is kept nowhere.
func (o operation) fresh() operation {
	o.Fresh = true
	return o
}

// serveAPI registers the operations behind the same guard as everything else.
func (s *Server) serveAPI() {
	desk := &apiRouter{Router: s.app, server: s, limits: map[string]operation{}}
	s.api = humafiber.NewWithGroup(s.app, desk, s.apiConfig())
	for _, o := range s.operations() {
		desk.limits[o.Method+" "+fiberPath(o.Path)] = o
		o.register(s.api, o.describe(), s.apiFailed)
	}
	s.describeConversions()
	exemplify(s.api.OpenAPI())
	s.description = sync.OnceValues(s.api.OpenAPI().MarshalJSON)
}

func (s *Server) apiConfig() huma.Config {
	config := huma.DefaultConfig("Accord", "1")
	config.CreateHooks = nil // no $schema made from the Host header
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.Formats = map[string]huma.Format{fiber.MIMEApplicationJSON: strictJSON, "json": strictJSON}
	config.RejectUnknownQueryParameters = true
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Info.Description = apiDescription
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "An API token, acc_…"}}
	config.Servers = []*huma.Server{{URL: "/", Description: "Where this description was read"}}
	for _, name := range slices.Sorted(maps.Keys(areas)) {
		config.Tags = append(config.Tags, &huma.Tag{Name: name, Description: areas[name]})
	}
	return config
}

// apiFailed logs what is no fault of the caller's.
func (s *Server) apiFailed(ctx context.Context, err error) {
	if problemOf(err).Status >= fiber.StatusInternalServerError {
		s.Log.LogAttrs(ctx, slog.LevelError, "API call failed", slog.String("id", callOf(ctx).id), slog.Any("error", err))
	}
}

func fiberPath(path string) string { return strings.NewReplacer("{", ":", "}", "").Replace(path) }

// apiRouter is Fiber as huma sees it: each operation comes behind its guard.
type apiRouter struct {
	fiber.Router
	server *Server
	limits map[string]operation
}

// Add implements the part of fiber.Router that huma uses.
func (r *apiRouter) Add(method, path string, handlers ...fiber.Handler) fiber.Router {
	o := r.limits[method+" "+path]
	handler := onlyJSON(handlers[0])
	if !o.Fresh {
		handler = r.server.once(handler)
	}
	if o.Also != "" {
		handler = needing(o.Also, handler)
	}
	guarded := r.server.guard(route{method, path, o.Needs, o.Limit, handler}, r.server.admit)
	return r.Router.Add(method, path, guarded)
}

// needing refuses a token that lacks a permission.
func needing(p operator.Permission, handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := callOf(c.UserContext()).needs(p); err != nil {
			return err
		}
		return handler(c)
	}
}

// openAPI is the description of the whole API, where it is served.
func (s *Server) openAPI(c *fiber.Ctx) error {
	if s.description == nil {
		return fiber.ErrNotFound
	}
	text, err := s.description()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}

// caller is who asks through the API, as operations see it.
type caller struct {
	operator.Principal
	id string // of the request, for the log
}

type callerKey struct{}

// callOf is who asks.
func callOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// needs refuses a caller who lacks a permission.
func (c caller) needs(p operator.Permission) error {
	if !c.May(p) {
		return &problem{Status: fiber.StatusForbidden, Detail: fmt.Sprintf("The token's role %q does not have the permission %q.", c.Role, p)}
	}
	return nil
}

// by is how the audit names who asks: by id, since two tokens may have one
// name.
func (c caller) by() string { return operator.TokenAuthor(c.ID) }
