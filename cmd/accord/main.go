package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is stamped by the linker.
var version = "dev"

func main() {
	syscall.Umask(0o077) // what a workspace writes is its owner's alone
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	if err == nil {
		return
	}
	stop()
	var exit exitError
	if errors.As(err, &exit) {
		os.Exit(exit.code) //nolint:gocritic // stop was called
	}
	_, _ = fmt.Fprintln(os.Stderr, "accord:", err) // there is nowhere else to say it
	os.Exit(1)
}

// exitError ends the process with a status when everything has been said.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// run is the whole program without the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	var cli commands
	exited := false
	parser, err := kong.New(&cli, kong.Name("accord"), kong.Description("Consent-first A/B campaigns on WhatsApp Business."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { exited = true }), kong.UsageOnError(),
		kong.Vars{"version": version}, kong.Resolvers(environment(getenv)), kong.ValueFormatter(described))
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if exited {
		return nil // help or version was printed
	}
	if err != nil {
		return usage(err, stderr)
	}
	a := &app{in: stdin, out: stdout, err: stderr}
	return a.run(ctx, parsed.Selected().Target.Addr().Interface().(command))
}

func usage(err error, stderr io.Writer) error {
	_, _ = fmt.Fprintln(stderr, "accord:", err) // as in main
	return exitError{2}
}

// environment reads the variable of a flag that was not given.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if name := variable(flag); name != "" && getenv(name) != "" {
			return getenv(name), nil
		}
		return nil, nil
	})
}

// variable is ACCORD_NAME for a flag --name, empty for a flag that has none.
func variable(flag *kong.Flag) string {
	if flag.Tag.Has("noenv") || flag.Name == "help" || flag.Name == "version" {
		return ""
	}
	return "ACCORD_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
}

// described is the help of a flag with its variable.
func described(v *kong.Value) string {
	if v.Flag == nil || variable(v.Flag) == "" {
		return v.Help
	}
	return strings.TrimSuffix(v.Help, ".") + " ($" + variable(v.Flag) + ")."
}
