package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Schema is the tables of one owner: numbered files "0001_name.sql", forward
// only, each run in one transaction. Type words are replaced per engine:
//
//	$id         the surrogate key of a table, with PRIMARY KEY
//	$int        64-bit integer       $real  double precision
//	$bytes      byte string          $json  JSON (JSONB, or TEXT)
//	$strict     after the closing parenthesis of a table: types are enforced
//	$clustered  the same, and rows are stored in the order of the primary key
type Schema struct {
	Owner string // "consent"; its versions are kept in "consent_version"
	Files fs.FS
}

// Migrate brings every schema up to date, in the order given, under a lock.
// A database that a newer binary has migrated is refused: [ErrSchemaNewer].
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	for _, s := range schemas {
		if err := d.migrate(ctx, s); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Owner, err)
		}
	}
	return nil
}

func (d *DB) migrate(ctx context.Context, s Schema) error {
	migrations, newest, err := d.read(s)
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{
		goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(s.Owner + "_version"),
	}
	dialect := database.DialectSQLite3
	if d.engine == PostgreSQL {
		dialect = database.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, d.writer.DB, nil, options...)
	if err != nil {
		return err
	}
	have, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if have > newest {
		return fmt.Errorf("%w: its %s tables are at version %d, this binary knows %d; start the newer binary, or restore a backup made before the upgrade",
			ErrSchemaNewer, s.Owner, have, newest)
	}
	_, err = provider.Up(ctx)
	return err
}

// read turns the files into migrations with the engine's words.
func (d *DB) read(s Schema) (list []*goose.Migration, newest int64, err error) {
	names, err := fs.Glob(s.Files, "*/*.sql")
	if err != nil {
		return nil, 0, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(s.Files, name)
		if err != nil {
			return nil, 0, err
		}
		base := name[strings.LastIndexByte(name, '/')+1:]
		number, err := strconv.ParseInt(strings.SplitN(base, "_", 2)[0], 10, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: a migration begins with its number: %w", name, err)
		}
		statement := d.engine.words().Replace(string(text))
		list = append(list, goose.NewGoMigration(number, &goose.GoFunc{
			RunTx: func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, statement)
				return err
			}}, nil))
		newest = max(newest, number)
	}
	return list, newest, nil
}
