package scheduler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Subjects. A chunk is work for one worker; a tick wakes a releaser; a bell
// wakes everybody who listens and is not kept.
const (
	workStream   = "ACCORD_WORK"
	tickStream   = "ACCORD_TICK"
	chunkSubject = "accord.chunk." // + campaign id
	tickSubject  = "accord.tick."  // + campaign id
	planSubject  = "accord.schedule."
	journalBell  = "accord.bell.journal"
)

// bus is the connection to NATS: a server inside the process, or one that the
// operator runs.
type bus struct {
	embedded *server.Server
	conn     *nats.Conn
	js       jetstream.JetStream
	opening  sync.Mutex
}

// openBus connects to url, or starts a server in the process whose files live
// in dir when url is empty.
func openBus(ctx context.Context, url, dir string) (*bus, error) {
	b := &bus{}
	options := []nats.Option{nats.MaxReconnects(-1), nats.Name("accord")}
	if url == "" {
		var err error
		if b.embedded, err = startServer(dir); err != nil {
			return nil, err
		}
		options = append(options, nats.InProcessServer(b.embedded))
	}
	err := b.connect(ctx, url, options)
	if err != nil {
		b.close()
		return nil, fmt.Errorf("connect to NATS: %w", withoutURL(err))
	}
	return b, nil
}

// withoutURL keeps a password out of the error: url.Error repeats the address.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func startServer(dir string) (*server.Server, error) {
	s, err := server.NewServer(&server.Options{
		ServerName: "accord", JetStream: true, StoreDir: dir, DontListen: true, NoSigs: true, NoLog: true,
		JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 2 << 30, MaxPayload: 1 << 20,
	})
	if err != nil {
		return nil, fmt.Errorf("start NATS: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("start NATS: not ready after 10 s; is another process using " + dir + "?")
	}
	return s, nil
}

func (b *bus) connect(ctx context.Context, url string, options []nats.Option) (err error) {
	if b.conn, err = nats.Connect(url, options...); err != nil {
		return err
	}
	if b.js, err = jetstream.New(b.conn); err != nil {
		return err
	}
	return b.streams(ctx)
}

// streams makes what is missing: at the start, and when NATS lost its files.
func (b *bus) streams(ctx context.Context) error {
	_, err := b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: workStream, Subjects: []string{chunkSubject + "*"}, Retention: jetstream.WorkQueuePolicy,
	})
	if err != nil {
		return err
	}
	// One tick per campaign is enough: a newer one replaces one that nobody took.
	_, err = b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: tickStream, Subjects: []string{tickSubject + "*", planSubject + "*"},
		MaxMsgsPerSubject: 1, Discard: jetstream.DiscardOld, AllowMsgSchedules: true, AllowMsgTTL: true,
	})
	return err
}

func (b *bus) close() {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.embedded != nil {
		b.embedded.Shutdown()
		b.embedded.WaitForShutdown()
	}
}
