package seal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/internal/seal"
)

func ring(t *testing.T, keys ...string) *seal.Ring {
	t.Helper()
	r, err := seal.Parse(strings.Join(keys, ","))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

func TestWhatIsSealedOpensOnlyWhereItBelongs(t *testing.T) {
	key := seal.NewKey()
	r := ring(t, key)
	text, err := r.Seal(secret, "an")
	if err != nil || strings.Contains(text, secret) || !r.Done(text) {
		t.Fatalf("sealed to %q, %v", text, err)
	}
	again, err := r.Seal(text, "an")
	if err != nil || again != text {
		t.Errorf("sealed twice: %q, %v; want it as it is", again, err)
	}
	if got, err := ring(t, key).Open(text, "an"); err != nil || got != secret {
		t.Errorf("opened to %q, %v", got, err)
	}
	if got, err := r.Open(text, "binh"); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("in another's name: %q, %v; want ErrBroken", got, err)
	}
	for i := len("sealed:00000000:"); i < len(text); i += 7 {
		letter := "A"
		if text[i] == 'A' {
			letter = "B"
		}
		if got, err := r.Open(text[:i]+letter+text[i+1:], "an"); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("altered at %d: %q, %v; want ErrBroken", i, got, err)
		}
	}
	if got, err := ring(t, seal.NewKey()).Open(text, "an"); !errors.Is(err, seal.ErrKey) {
		t.Errorf("by another key: %q, %v; want ErrKey", got, err)
	}
	var none *seal.Ring
	if got, err := none.Open(text, "an"); !errors.Is(err, seal.ErrKey) {
		t.Errorf("without a key: %q, %v; want ErrKey", got, err)
	}
}

func TestASecretThatStoodReadable(t *testing.T) {
	for name, r := range map[string]*seal.Ring{"no ring": nil, "no key": ring(t), "a key": ring(t, seal.NewKey())} {
		if got, err := r.Open(secret, "an"); err != nil || got != secret {
			t.Errorf("%s: opened to %q, %v", name, got, err)
		}
	}
	for name, r := range map[string]*seal.Ring{"no ring": nil, "no key": ring(t)} {
		if got, err := r.Seal(secret, "an"); err != nil || got != secret || r.Done(got) {
			t.Errorf("%s: sealed to %q, %v; want it as it was", name, got, err)
		}
	}
}

func TestAKeyIsReplaced(t *testing.T) {
	before, after := seal.NewKey(), seal.NewKey()
	text, err := ring(t, before).Seal(secret, "an")
	if err != nil {
		t.Fatal(err)
	}
	both := ring(t, after, before)
	if both.Done(text) {
		t.Error("what the old key sealed counts as done")
	}
	if got, err := both.Open(text, "an"); err != nil || got != secret {
		t.Fatalf("opened to %q, %v", got, err)
	}
	anew, err := both.Seal(text, "an")
	if err != nil || !both.Done(anew) {
		t.Fatalf("sealed anew to %q, %v", anew, err)
	}
	if got, err := ring(t, after).Open(anew, "an"); err != nil || got != secret {
		t.Errorf("by the new key alone: %q, %v", got, err)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	for _, text := range []string{"short", "c2hvcnQ=", seal.NewKey() + ",x", strings.TrimSuffix(seal.NewKey(), "=")} {
		if _, err := seal.Parse(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		}
	}
	if r, err := seal.Parse(" " + seal.NewKey() + "\n" + seal.NewKey() + "\n"); err != nil || len(r.Keys()) != 2 {
		t.Errorf("two lines: %v, %v", r.Keys(), err)
	}
}
