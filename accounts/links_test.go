package accounts_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/store"
)

func (w *world) link(person string, o accounts.Occasion) string {
	w.t.Helper()
	secret, err := w.Link(w.t.Context(), person, o)
	if err != nil || secret == "" {
		w.t.Fatalf("a link: %q, %v", secret, err)
	}
	return secret
}

func (w *world) signUp(email, password string) *accounts.Person {
	w.t.Helper()
	if err := w.SignUp(w.t.Context(), accounts.SigningUp{Name: "Hải Âu", Email: email, Password: password, Use: accounts.UseProducer, Terms: true, Network: "n"}); err != nil {
		w.t.Fatal(err)
	}
	p, err := w.ByEmail(w.t.Context(), email)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestSigningUpIsConfirmedByLinkAndPassword(t *testing.T) {
	w := fresh(t)
	p := w.signUp(" Hai.Au@BenDoan.example ", password)
	if p.Email != somebody || p.Verified() || p.TermsAt.IsZero() || p.Use != accounts.UseProducer {
		t.Fatalf("signed up as %+v", p)
	}
	if err := w.try(w.Service, somebody, password); !errors.Is(err, accounts.ErrUnverified) {
		t.Errorf("before confirming: %v", err)
	}
	if err := w.try(w.Service, somebody, "guess"); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("a wrong password before confirming: %v", err)
	}
	secret := w.link(p.ID, accounts.LetterVerify)
	if _, err := w.Confirm(t.Context(), secret, accounts.Attempt{Password: "guess", Network: "n"}); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("the link with a wrong password: %v", err)
	}
	got, err := w.Confirm(t.Context(), secret, accounts.Attempt{Password: password, Network: "n"})
	if err != nil || !got.Verified() {
		t.Fatalf("confirmed: %+v, %v", got, err)
	}
	if _, err := w.Confirm(t.Context(), secret, accounts.Attempt{Password: password, Network: "n"}); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("the link again: %v", err)
	}
	if err := w.try(w.other, somebody, password); err != nil {
		t.Errorf("signing in: %v", err)
	}
}

// TestWhoNeverConfirmedGivesWay: an address may be somebody else's than who signed up with it first.
func TestWhoNeverConfirmedGivesWay(t *testing.T) {
	w := fresh(t)
	p := w.signUp(somebody, "mật khẩu của kẻ lạ")
	old := w.link(p.ID, accounts.LetterVerify)
	if again := w.signUp(somebody, password); again.ID != p.ID {
		t.Errorf("two accounts of one address: %s and %s", p.ID, again.ID)
	}
	if _, err := w.Confirm(t.Context(), old, accounts.Attempt{Password: "mật khẩu của kẻ lạ", Network: "n"}); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("the first link: %v", err)
	}
	if _, err := w.Confirm(t.Context(), w.link(p.ID, accounts.LetterVerify), accounts.Attempt{Password: password, Network: "n"}); err != nil {
		t.Errorf("the second: %v", err)
	}
	w.signUp(somebody, "mật khẩu của kẻ khác")
	if err := w.try(w.Service, somebody, password); err != nil {
		t.Errorf("after somebody signed up with a confirmed address: %v", err)
	}
	asked := w.asked()
	if last := asked[len(asked)-1]; last.Occasion != accounts.LetterExists || last.Person != p.ID {
		t.Errorf("the owner is written to about %+v", last)
	}
}

func TestANewPasswordByLink(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	device, err := w.Enter(t.Context(), p.ID, accounts.Entry{Remember: true})
	if err != nil {
		t.Fatal(err)
	}
	first, second := w.link(p.ID, accounts.LetterReset), w.link(p.ID, accounts.LetterReset)
	if _, err := w.Reset(t.Context(), first, "ngắn"); err == nil {
		t.Error("a short password was taken")
	}
	const next = "một câu khác hẳn"
	if _, err := w.Reset(t.Context(), first, next); err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"the link again": first, "another one": second, "none": "", "one that never was": strings.Repeat("A", 26)} {
		if _, err := w.Reset(t.Context(), secret, next); !errors.Is(err, accounts.ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Use(t.Context(), p.ID, device.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a device that was signed in: %v", err)
	}
	if err := w.try(w.Service, somebody, password); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("the old password: %v", err)
	}
	if err := w.try(w.Service, somebody, next); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestLinksRunOut(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	reset, verify := w.link(p.ID, accounts.LetterReset), w.link(p.ID, accounts.LetterVerify)
	first, err := w.FirstLink(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ResetFor(t.Context(), reset); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("a link that an operator's replaced: %v", err)
	}
	if _, err := w.ResetFor(t.Context(), verify); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("a link of another purpose: %v", err)
	}
	reset = w.link(p.ID, accounts.LetterReset)
	w.now = w.now.Add(time.Hour)
	if _, err := w.ResetFor(t.Context(), reset); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("an hour later: %v", err)
	}
	w.now = w.now.Add(23 * time.Hour)
	if _, err := w.Unconfirmed(t.Context(), verify); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("a day later: %v", err)
	}
	if _, err := w.ResetFor(t.Context(), first); err != nil {
		t.Errorf("an operator's link a day later: %v", err)
	}
	w.now = w.now.Add(24 * time.Hour)
	if _, err := w.ResetFor(t.Context(), first); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("an operator's link two days later: %v", err)
	}
}

// TestTheStoreHoldsHashesAlone: whoever reads the store finds no password, link or recovery code.
func TestTheStoreHoldsHashesAlone(t *testing.T) {
	w := fresh(t)
	p := w.signUp(somebody, password)
	secrets := []string{password, w.link(p.ID, accounts.LetterVerify), w.link(p.ID, accounts.LetterReset)}
	machine := accounts.NewMachine()
	if _, err := w.Enter(t.Context(), p.ID, accounts.Entry{Machine: machine}); err != nil {
		t.Fatal(err)
	}
	secret := accounts.NewSecret()
	code, err := accounts.Code(secret, w.now)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := w.Enrol(t.Context(), p.ID, secret, code, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		secrets = append(secrets, code, strings.ReplaceAll(code, "-", ""))
	}
	all := w.everything()
	if !strings.Contains(all, somebody) {
		t.Fatal("the store was not read")
	}
	for _, secret := range append(secrets, machine) {
		if strings.Contains(all, secret) {
			t.Errorf("the store holds %q", secret)
		}
	}
}

func TestOneAddressGetsFewLetters(t *testing.T) {
	w := fresh(t)
	w.add(somebody)
	for range 9 {
		if err := w.Forgot(t.Context(), somebody, "n"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.asked()); n != 5 {
		t.Errorf("%d letters in an hour", n)
	}
	w.now = w.now.Add(time.Hour)
	if err := w.Forgot(t.Context(), somebody, "n"); err != nil {
		t.Fatal(err)
	}
	if n := len(w.asked()); n != 6 {
		t.Errorf("an hour later: %d", n)
	}
}

func TestOneNetworkSignsFewUp(t *testing.T) {
	w := fresh(t)
	var last error
	for range 31 {
		last = w.Forgot(t.Context(), stranger, "n")
	}
	if !errors.Is(last, accounts.ErrTooOften) {
		t.Errorf("the thirty-first: %v", last)
	}
	if err := w.Forgot(t.Context(), stranger, "another"); err != nil {
		t.Errorf("from another network: %v", err)
	}
}

func TestDemonstrationAccountsAreShutElsewhere(t *testing.T) {
	w := fresh(t)
	n := accounts.Newcomer{Name: "Minh họa", Email: somebody, Password: password, Verified: true, Demo: true}
	p, err := w.Add(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.try(w.Service, somebody, password); err != nil {
		t.Errorf("here: %v", err)
	}
	public := accounts.New(w.db, w.hasher, accounts.Options{}, func() time.Time { return w.now })
	if err := w.try(public, somebody, password); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("at a public address: %v", err)
	}
	if _, _, _, err := public.Person(t.Context(), p.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("their session at a public address: %v", err)
	}
}

func TestANewBrowserIsToldOnce(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	machines := []string{accounts.NewMachine(), accounts.NewMachine()}
	for _, step := range []struct {
		machine string
		want    int
		new     bool
	}{{machines[0], 0, false}, {machines[0], 0, false}, {machines[1], 1, true}, {machines[1], 1, false}, {machines[0], 1, false}} {
		d, err := w.Enter(t.Context(), p.ID, accounts.Entry{Machine: step.machine, UserAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"})
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := w.Device(t.Context(), d.ID); err != nil || kept.New != step.new {
			t.Errorf("the device is new: %t, %v; want %t", kept.New, err, step.new)
		}
		told := 0
		for raw, err := range w.db.Find(context.Background(), "notices", store.Query{}) {
			if err != nil || !strings.Contains(raw.Lookup("vi").StringValue(), "Safari, iPhone") {
				t.Fatal(raw, err)
			}
			told++
		}
		if told != step.want {
			t.Fatalf("told %d times, want %d", told, step.want)
		}
	}
}

func TestWhatIsOverIsPruned(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	w.link(p.ID, accounts.LetterReset)
	_ = w.try(w.Service, stranger, "guess")
	if _, err := w.Enter(t.Context(), p.ID, accounts.Entry{Machine: accounts.NewMachine()}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {time.Hour, 3}, {12 * time.Hour, 1}, {accounts.MachineLives, 1}} { // a link and two counts; a device; a browser
		w.now = w.now.Add(step.after)
		if n, err := w.Prune(t.Context()); n != step.want || err != nil {
			t.Errorf("after %v more: pruned %d, %v; want %d", step.after, n, err, step.want)
		}
	}
	if _, err := w.Get(t.Context(), p.ID); err != nil {
		t.Error(err)
	}
}

func TestALetterIsSentAgain(t *testing.T) {
	w := fresh(t)
	fresh := w.signUp(somebody, password)
	known := w.add("lua@bendoan.example")
	for email, want := range map[string]accounts.Asked{
		" HAI.AU@bendoan.example ": {Occasion: accounts.LetterVerify, Person: fresh.ID},
		known.Email:                {Occasion: accounts.LetterExists, Person: known.ID},
		stranger:                   {Occasion: accounts.LetterVerify},
	} {
		before := len(w.asked())
		if err := w.Resend(t.Context(), email, "n"); err != nil {
			t.Fatal(err)
		}
		all := w.asked()
		if len(all) != before+1 || all[before] != want {
			t.Errorf("%s: asked for %v, want one more, %v", email, all[before:], want)
		}
	}
	before := len(w.asked())
	for range 10 {
		_ = w.Resend(t.Context(), somebody, "n")
	}
	if n := len(w.asked()) - before; n > 5 {
		t.Errorf("%d letters to one address within an hour", n)
	}
	var err error
	for range 40 {
		err = errors.Join(err, w.Resend(t.Context(), stranger, "n"))
	}
	if !errors.Is(err, accounts.ErrTooOften) {
		t.Errorf("one network asks for ever: %v", err)
	}
}
