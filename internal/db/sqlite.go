package db

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // registers the driver
)

// openSQLite opens one writer and a few read-only readers on the file.
// FULL means one fsync per commit: what was acknowledged survives a power cut.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" || strings.Contains(path, "?") {
		return nil, fmt.Errorf("open SQLite: %q is not a file name", path)
	}
	writer, err := sqlx.ConnectContext(ctx, "sqlite3", sqliteDSN(path,
		"_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-16384"))
	if err != nil {
		return nil, fmt.Errorf("open SQLite %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1)
	reader, err := sqlx.ConnectContext(ctx, "sqlite3", sqliteDSN(path, "mode=ro&_query_only=1&_cache_size=-4096"))
	if err != nil {
		_ = writer.Close() // the first error says why
		return nil, fmt.Errorf("open SQLite %s for reading: %w", path, err)
	}
	reader.SetMaxOpenConns(8)
	reader.SetMaxIdleConns(8)
	return &DB{engine: SQLite, reader: reader, writer: writer, group: newGroup(writer)}, nil
}

func sqliteDSN(path, options string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_busy_timeout=5000&_foreign_keys=1&_secure_delete=on&_stmt_cache_size=64&" + options
}
