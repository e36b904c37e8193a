package main

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Play the sample workspace with the simulator."`
	Serve    serveCommand    `cmd:"" help:"Run everything: web server, scheduler, recorder."`
	Simulate simulateCommand `cmd:"" help:"Run the WhatsApp Cloud API simulator alone."`
	Import   importCommand   `cmd:"" help:"Import contacts from a CSV file."`
	Consent  struct {
		Purpose purposeCommand `cmd:"" help:"Add a purpose that people can agree to."`
		Notice  noticeCommand  `cmd:"" help:"Publish the exact words that people are shown."`
		Release releaseCommand `cmd:"" help:"Approve a staged import; the second operator's approval releases it."`
	} `cmd:"" help:"What people agree to, and imports that wait for release."`
	Campaign struct {
		List   listCommand   `cmd:"" help:"List campaigns."`
		Pause  pauseCommand  `cmd:"" help:"Stop sending; it can go on later."`
		Resume resumeCommand `cmd:"" help:"Go on sending."`
		Cancel cancelCommand `cmd:"" help:"End a campaign for good."`
	} `cmd:"" help:"Look at and control campaigns."`
	Operator struct {
		Add addOperatorCommand `cmd:"" help:"Add a person who works with Accord."`
	} `cmd:"" help:"People who work with Accord."`
	Token struct {
		Create createTokenCommand `cmd:"" help:"Make an API token; it is shown once."`
	} `cmd:"" help:"API tokens."`

	Version kong.VersionFlag `help:"Print the version."`
}

// command is one of them. Its exported fields are its flags.
type command interface {
	run(ctx context.Context, a *app) error
}

// app is what a command runs with.
type app struct {
	in       io.Reader
	out, err io.Writer
	server   *session // set inside a running server
}

// run runs a command here, or inside the server that holds the data folder.
func (a *app) run(ctx context.Context, c command) error {
	if r, ok := c.(remote); ok && a.server == nil && errands[nameOf(c)] != nil {
		return a.runOn(ctx, r)
	}
	return c.run(ctx, a)
}

// remote is a command on a data folder, which a running server carries out.
type remote interface {
	command
	folder() *folderFlags
}

// folderFlags say where the workspace is.
type folderFlags struct {
	Data string `type:"path" default:"data" help:"Folder of the workspace."`
	DB   string `name:"db" help:"Database URL: postgres://… (default: SQLite in the data folder)."`
	Keys string `type:"path" help:"Folder of the key files (default: DATA/keys)."`
}

func (f *folderFlags) folder() *folderFlags { return f }

// printf writes to the command's output.
func (a *app) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(a.out, format, args...) // a closed pipe is the reader's wish
}
