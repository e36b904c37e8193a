package secret

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// stream seals a text in writes of this many bytes.
func stream(t *testing.T, key DataKey, plain []byte, write int) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w := key.SealTo(&sealed, "upload/1")
	for begin := 0; begin < len(plain); begin += write {
		if _, err := w.Write(plain[begin:min(begin+write, len(plain))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

func TestStreamsOpenAsTheyWereSealed(t *testing.T) {
	key, _ := Ephemeral().NewDataKey("upload/1")
	for name, size := range map[string]int{"nothing": 0, "a byte": 1, "just below a piece": pieceSize - 1, "a piece": pieceSize,
		"just beyond a piece": pieceSize + 1, "two pieces": 2 * pieceSize, "many": 5*pieceSize + 7} {
		for _, write := range []int{1000, pieceSize, 3 * pieceSize} {
			plain := bytes.Repeat([]byte("+33612345678\n"), size/13+1)[:size]
			sealed := stream(t, key, plain, write)
			if bytes.Contains(sealed, []byte("336123")) {
				t.Fatalf("%s: the clear text shows", name)
			}
			got, err := io.ReadAll(iotest.OneByteReader(key.OpenFrom(bytes.NewReader(sealed), "upload/1")))
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%s in writes of %d: %d bytes of %d, %v", name, write, len(got), size, err)
			}
		}
	}
}

func TestStreamsThatWereTamperedWithDoNotOpen(t *testing.T) {
	keys := Ephemeral()
	key, _ := keys.NewDataKey("upload/1")
	other, _ := keys.NewDataKey("upload/2")
	whole := stream(t, key, bytes.Repeat([]byte{7}, 3*pieceSize), pieceSize)
	piece := pieceSize + key.gcm.Overhead()
	flipped := bytes.Clone(whole)
	flipped[piece+100] ^= 1
	swapped := bytes.Join([][]byte{whole[piece : 2*piece], whole[:piece], whole[2*piece:]}, nil)
	cases := []struct {
		name   string
		sealed []byte
		key    DataKey
		place  string
	}{
		{"empty", nil, key, "upload/1"},
		{"without the last piece", whole[:2*piece], key, "upload/1"},
		{"cut within a piece", whole[:2*piece+50], key, "upload/1"},
		{"longer by a byte", append(bytes.Clone(whole), 0), key, "upload/1"},
		{"longer by a piece", append(bytes.Clone(whole), whole[:piece]...), key, "upload/1"},
		{"two pieces swapped", swapped, key, "upload/1"},
		{"a changed byte", flipped, key, "upload/1"},
		{"another place", whole, key, "upload/2"},
		{"another key", whole, other, "upload/1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := io.ReadAll(c.key.OpenFrom(bytes.NewReader(c.sealed), c.place)); !errors.Is(err, ErrUnreadable) {
				t.Errorf("read to the end: %v, want ErrUnreadable", err)
			}
		})
	}
}

func TestAStreamTellsWhyItCannotBeRead(t *testing.T) {
	key, _ := Ephemeral().NewDataKey("upload/1")
	broken := errors.New("the disk is gone")
	if _, err := io.ReadAll(key.OpenFrom(iotest.ErrReader(broken), "upload/1")); !errors.Is(err, broken) {
		t.Errorf("read: %v, want %v", err, broken)
	}
}
