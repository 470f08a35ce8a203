package accounts_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/field"
)

func TestPasswordsThatAreRefused(t *testing.T) {
	w := fresh(t)
	for _, tt := range []struct{ password, code string }{
		{"mười một chữ", ""}, // twelve letters, of which many take several bytes
		{"mười một ch", "too_short"},
		{strings.Repeat("câu dài ", 25), ""},
		{strings.Repeat("câu dài ", 25) + "x", "too_long"},
		{"Hai.Au@BenDoan.example", "own_address"},
		{"matkhau123456", "common"}, {"PasswordPassword", "common"}, {"123456123456", "common"}, {"qwertyuiop123", "common"},
		{"anhyeuem123456", "common"}, {"iloveyou1234", "common"}, {"aaaaaaaaaaaa", "common"}, {"abcabcabcabc", "common"}, {"vietnam 2026 !", "common"},
		{"con mèo trèo cây cau", ""}, {"correct horse battery staple", ""}, {"xK9 pq-Lm27 vv", ""},
	} {
		err := w.SignUp(t.Context(), accounts.SigningUp{Name: "Âu", Email: "hai.au@bendoan.example", Password: tt.password, Use: accounts.UseBuy, Terms: true, Network: tt.password})
		var wrong field.Errors
		errors.As(err, &wrong)
		if got, _ := wrong.Of("m"); got.Code != tt.code || tt.code == "" && err != nil {
			t.Errorf("%q: got %q (%v), want %q", tt.password, got.Code, err, tt.code)
		}
	}
}

// TestAPasswordIsTheSameHoweverItIsTyped: keyboards compose letters with marks in two ways.
func TestAPasswordIsTheSameHoweverItIsTyped(t *testing.T) {
	h := accounts.NewHasher(1)
	hashed, err := h.Hash(t.Context(), norm.NFD.String(password))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hashed, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashed as %s", hashed)
	}
	for typed, want := range map[string]bool{norm.NFC.String(password): true, password + " ": false, "": false, strings.ToUpper(password): false} {
		if got, err := h.Verify(t.Context(), hashed, typed); got != want || err != nil {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
	again, err := h.Hash(t.Context(), password)
	if err != nil || again == hashed {
		t.Errorf("two hashes of one password are the same, or %v", err)
	}
}

func TestNoHashIsNoPassword(t *testing.T) {
	h := accounts.NewHasher(1)
	for _, hashed := range []string{"", "$argon2id$", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		if ok, _ := h.Verify(t.Context(), hashed, password); ok {
			t.Errorf("%q is the hash of a password", hashed)
		}
	}
}

// TestWhoWaitsForAHashMayLeave: hashing is bounded, and waiting ends with the request.
func TestWhoWaitsForAHashMayLeave(t *testing.T) {
	h := accounts.NewHasher(1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stopped := 0
	for range 20 {
		if _, err := h.Hash(ctx, password); errors.Is(err, context.Canceled) {
			stopped++
		}
	}
	if done := int(h.Done()); done+stopped != 20 {
		t.Errorf("%d hashed and %d stopped of 20", done, stopped)
	}
}

// FuzzVerify: a hash comes out of the store, or of a backup that somebody handed in.
func FuzzVerify(f *testing.F) {
	h := accounts.NewHasher(2)
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=-1,t=1,p=300$$")
	f.Fuzz(func(t *testing.T, hashed string) {
		if ok, _ := h.Verify(t.Context(), hashed, password); ok {
			t.Errorf("%q is the hash of a password that was never hashed", hashed)
		}
	})
}
