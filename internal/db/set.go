package db

import (
	"fmt"
	"iter"
	"strings"
)

// Kind is the type of a column of a [Set].
type Kind int

// The kinds of columns.
const (
	KindInt Kind = iota
	KindText
	KindBytes
	KindJSON
	KindReal
)

// Column is a named, typed column of a [Set].
type Column struct {
	Name string
	Kind Kind
}

// Int is a column of int64 (or *int64, nil for NULL).
func Int(name string) Column { return Column{name, KindInt} }

// Text is a column of string (or *string).
func Text(name string) Column { return Column{name, KindText} }

// Bytes is a column of []byte (nil for NULL).
func Bytes(name string) Column { return Column{name, KindBytes} }

// JSON is a column of strings that hold JSON.
func JSON(name string) Column { return Column{name, KindJSON} }

// Real is a column of float64 (or *float64).
func Real(name string) Column { return Column{name, KindReal} }

// Set is a small table that travels inside one statement, readable there as v.
type Set struct {
	cols []Column
	rows [][]any
}

// NewSet makes an empty set.
func NewSet(cols ...Column) *Set { return &Set{cols: cols} }

// IDs makes a set of one column.
func IDs[T ~int64](name string, ids []T) *Set {
	s := NewSet(Int(name))
	for _, id := range ids {
		s.Add(int64(id))
	}
	return s
}

// Add appends a row; it panics when the number of values is not that of the
// columns, which is a mistake in the code that calls it.
func (s *Set) Add(values ...any) {
	if len(values) != len(s.cols) {
		panic(fmt.Sprintf("db: %d values for %d columns", len(values), len(s.cols)))
	}
	s.rows = append(s.rows, values)
}

// Len is the number of rows.
func (s *Set) Len() int { return len(s.rows) }

// part is the WITH clause of one statement and its arguments.
type part struct {
	with string
	args []any
}

// sqliteRows bounds the rows of one statement: beyond about fifty, longer
// lists stopped being faster, and the limit on variables is 32,766.
const sqliteRows = 64

// parts cuts the set into statements: one on PostgreSQL, where the text is the
// same for any number of rows (arrays), and one per sqliteRows on SQLite.
func (s *Set) parts(e Engine) iter.Seq[part] {
	return func(yield func(part) bool) {
		if len(s.rows) == 0 {
			return
		}
		if e == PostgreSQL {
			yield(s.unnest())
			return
		}
		for from := 0; from < len(s.rows); from += sqliteRows {
			if !yield(s.values(s.rows[from:min(from+sqliteRows, len(s.rows))])) {
				return
			}
		}
	}
}

func (s *Set) values(rows [][]any) part {
	var b strings.Builder
	b.WriteString("WITH v(" + s.names() + ") AS (VALUES ")
	tuple := "(?" + strings.Repeat(",?", len(s.cols)-1) + ")"
	args := make([]any, 0, len(rows)*len(s.cols))
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(tuple)
		args = append(args, row...)
	}
	b.WriteString(") ")
	return part{b.String(), args}
}

func (s *Set) names() string {
	names := make([]string, len(s.cols))
	for i, c := range s.cols {
		names[i] = c.Name
	}
	return strings.Join(names, ",")
}

func (s *Set) unnest() part {
	arrays, exprs := make([]string, len(s.cols)), make([]string, len(s.cols))
	args := make([]any, len(s.cols))
	for i, c := range s.cols {
		arrays[i] = "CAST(? AS " + pgArray[c.Kind] + ")"
		exprs[i] = c.Name
		if c.Kind == KindJSON {
			exprs[i] = "CAST(" + c.Name + " AS JSONB)"
		}
		args[i] = s.column(i)
	}
	with := "WITH v(" + s.names() + ") AS (SELECT " + strings.Join(exprs, ",") +
		" FROM unnest(" + strings.Join(arrays, ",") + ") AS u(" + s.names() + ")) "
	return part{with, args}
}

var pgArray = map[Kind]string{
	KindInt: "BIGINT[]", KindText: "TEXT[]", KindBytes: "BYTEA[]", KindJSON: "TEXT[]", KindReal: "DOUBLE PRECISION[]",
}

// column turns one column into a slice that pgx sends as an array.
func (s *Set) column(i int) any {
	switch s.cols[i].Kind {
	case KindInt:
		return gather[int64](s.rows, i)
	case KindReal:
		return gather[float64](s.rows, i)
	case KindBytes:
		out := make([][]byte, len(s.rows))
		for r, row := range s.rows {
			out[r], _ = row[i].([]byte) // nil is NULL
		}
		return out
	default:
		return gather[string](s.rows, i)
	}
}

// gather collects values and pointers to values; nil stays nil, NULL.
func gather[T any](rows [][]any, i int) []*T {
	out := make([]*T, len(rows))
	for r, row := range rows {
		switch x := row[i].(type) {
		case nil:
		case *T:
			out[r] = x
		case T:
			out[r] = &x
		default:
			panic(fmt.Sprintf("db: a %T in a column of %T", x, *new(T)))
		}
	}
	return out
}
