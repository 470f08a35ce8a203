package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestGuessingIsLockedForAllProcessesTogether(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		w.add(somebody)
		for i := range 10 {
			at := []*accounts.Service{w.Service, w.other}[i%2]
			if err := w.try(at, somebody, fmt.Sprint("guess ", i)); !errors.Is(err, accounts.ErrRefused) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		for _, at := range []*accounts.Service{w.Service, w.other} {
			if err := w.try(at, somebody, password); !errors.Is(err, accounts.ErrRefused) || err.Error() != accounts.ErrRefused.Error() {
				t.Errorf("the right password while locked: %v", err)
			}
		}
		w.now = w.now.Add(14 * time.Minute)
		if err := w.try(w.other, somebody, password); !errors.Is(err, accounts.ErrRefused) {
			t.Errorf("after 14 minutes: %v", err)
		}
		w.now = w.now.Add(time.Minute)
		if err := w.try(w.other, somebody, password); err != nil {
			t.Errorf("after 15 minutes: %v", err)
		}
	})
}

// TestGuessesAtOnceAreNoMore: whoever asks a hundred times at once gets no more answers than one after the other.
func TestGuessesAtOnceAreNoMore(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		w.add(somebody)
		var let atomic.Int32
		var wait sync.WaitGroup
		for i := range 30 {
			wait.Go(func() {
				at := []*accounts.Service{w.Service, w.other}[i%2]
				if _, err := at.SignIn(context.Background(), accounts.Attempt{Email: somebody, Password: fmt.Sprint("guess ", i), Network: fmt.Sprint("192.0.2.", i)}); !errors.Is(err, accounts.ErrRefused) {
					t.Errorf("guess %d: %v", i, err)
				}
				let.Add(1)
			})
		}
		wait.Wait()
		if err := w.try(w.Service, somebody, password); !errors.Is(err, accounts.ErrRefused) {
			t.Errorf("after %d guesses at once: %v", let.Load(), err)
		}
	})
}

func TestOneNetworkGuessesAtManyAccounts(t *testing.T) {
	w := fresh(t)
	w.add(somebody)
	for i := range 100 {
		if err := w.try(w.Service, fmt.Sprintf("ai-%d@vidu.vn", i), "guess"); !errors.Is(err, accounts.ErrRefused) {
			t.Fatal(err)
		}
	}
	if err := w.try(w.Service, somebody, password); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("from that network: %v", err)
	}
	if _, err := w.SignIn(t.Context(), accounts.Attempt{Email: somebody, Password: password, Network: "198.51.100.7"}); err != nil {
		t.Errorf("from another network: %v", err)
	}
}

// TestStrangersCannotLockSomebodyOut: a browser that they signed in with before counts by itself.
func TestStrangersCannotLockSomebodyOut(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	own := accounts.NewMachine()
	if _, err := w.Enter(t.Context(), p.ID, accounts.Entry{Machine: own}); err != nil {
		t.Fatal(err)
	}
	for range 12 {
		_ = w.try(w.Service, somebody, "guess")
	}
	in := accounts.Attempt{Email: somebody, Password: password, Network: "198.51.100.7", Machine: own}
	if _, err := w.SignIn(t.Context(), in); err != nil {
		t.Errorf("their own browser: %v", err)
	}
	in.Machine = accounts.NewMachine()
	if _, err := w.SignIn(t.Context(), in); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("a browser nobody knows: %v", err)
	}
	in.Machine = own
	for range 10 {
		in.Password = "guess"
		_, _ = w.SignIn(t.Context(), in)
	}
	in.Password = password
	if _, err := w.SignIn(t.Context(), in); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("their own browser after ten guesses: %v", err)
	}
}

func TestARightPasswordForgivesEarlierTries(t *testing.T) {
	w := fresh(t)
	w.add(somebody)
	for range 3 {
		for range 9 {
			_ = w.try(w.Service, somebody, "guess")
		}
		if err := w.try(w.Service, somebody, password); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCodesAreGuessedFiveTimes(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	secret := accounts.NewSecret()
	code := func() string {
		code, err := accounts.Code(secret, w.now)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	if _, err := w.Enrol(t.Context(), p.ID, secret, code(), ""); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	for i := range 5 {
		at := []*accounts.Service{w.Service, w.other}[i%2]
		if err := at.GiveCode(t.Context(), p.ID, "AAAA-AAAA"); !errors.Is(err, accounts.ErrCode) {
			t.Fatal(err)
		}
	}
	if err := w.GiveCode(t.Context(), p.ID, code()); !errors.Is(err, accounts.ErrCode) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	w.now = w.now.Add(15 * time.Minute)
	if err := w.other.GiveCode(t.Context(), p.ID, code()); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

// TestACodeIsTakenByOneOfMany: two processes are given the same code at once.
func TestACodeIsTakenByOneOfMany(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		p := w.add(somebody)
		secret := accounts.NewSecret()
		first, err := accounts.Code(secret, w.now)
		if err != nil {
			t.Fatal(err)
		}
		codes, err := w.Enrol(t.Context(), p.ID, secret, first, "")
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
		second, err := accounts.Code(secret, w.now)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{second, codes[0]} {
			var taken atomic.Int32
			var wait sync.WaitGroup
			for i := range 4 {
				wait.Go(func() {
					at := []*accounts.Service{w.Service, w.other}[i%2]
					switch err := at.GiveCode(context.Background(), p.ID, code); {
					case err == nil:
						taken.Add(1)
					case !errors.Is(err, accounts.ErrCode):
						t.Error(err)
					}
				})
			}
			wait.Wait()
			if taken.Load() != 1 {
				t.Errorf("one code was taken %d times", taken.Load())
			}
		}
	})
}

// way is something that is asked with an address.
type way struct {
	name string
	ask  func(w *world, email string) error
}

func ways() []way {
	network := 0
	from := func() string { network++; return fmt.Sprint(network) }
	return []way{
		{"sign in", func(w *world, email string) error {
			_, err := w.SignIn(w.t.Context(), accounts.Attempt{Email: email, Password: "guess", Network: from()})
			return err
		}},
		{"sign up", func(w *world, email string) error {
			return w.SignUp(w.t.Context(), accounts.SigningUp{Name: "Ai", Email: email, Password: "một câu không ai nghĩ ra", Use: accounts.UseBuy, Terms: true, Network: from()})
		}},
		{"forgot", func(w *world, email string) error { return w.Forgot(w.t.Context(), email, from()) }},
	}
}

// TestNobodyLearnsWhoHasAnAccount: the same answer after the same work, and in about the same time.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	for _, way := range ways() {
		t.Run(way.name, func(t *testing.T) {
			w := fresh(t)
			least := map[bool]time.Duration{} // of many is what the work takes; the rest is other people's
			for round := range 40 {
				w.add(fmt.Sprint(round, somebody))
				hashes, answers := map[bool]int64{}, map[bool]string{}
				for _, known := range []bool{round%2 == 0, round%2 != 0} {
					email := fmt.Sprint(round, stranger)
					if known {
						email = fmt.Sprint(round, somebody)
					}
					before, began := w.hasher.Done(), time.Now()
					answers[known] = fmt.Sprint(way.ask(w, email))
					if took := time.Since(began); least[known] == 0 || took < least[known] {
						least[known] = took
					}
					hashes[known] = w.hasher.Done() - before
				}
				if hashes[true] != hashes[false] || way.name != "forgot" && hashes[true] != 1 {
					t.Fatalf("hashes: %d for an account, %d for none", hashes[true], hashes[false])
				}
				if answers[true] != answers[false] {
					t.Fatalf("answers: %q and %q", answers[true], answers[false])
				}
				if round >= 5 && alike(least[true], least[false]) {
					return
				}
			}
			t.Errorf("%v for an account, %v for none", least[true], least[false])
		})
	}
}

// alike reports whether two spans of time are within a quarter of each other, or within a write of the store.
func alike(a, b time.Duration) bool {
	return (a - b).Abs() < max(min(a, b)/4, 3*time.Millisecond)
}

// TestBothAsksLeaveTheSameTraces: the outbox holds as many letters to write for nobody as for somebody.
func TestBothAsksLeaveTheSameTraces(t *testing.T) {
	w := fresh(t)
	p := w.add(somebody)
	for _, email := range []string{somebody, stranger} {
		if err := w.Forgot(t.Context(), email, "n"); err != nil {
			t.Fatal(err)
		}
	}
	asked := w.asked()
	if len(asked) != 2 || asked[0].Person != p.ID || asked[1].Person != "" || asked[0].Occasion != asked[1].Occasion {
		t.Errorf("asked for %+v", asked)
	}
}

// TestRightPasswordsAreNoGuessesOfTheirNetwork: many people of one office sign in; only what was wrong counts.
func TestRightPasswordsAreNoGuessesOfTheirNetwork(t *testing.T) {
	w := fresh(t)
	w.add(somebody)
	for i := range 99 {
		if err := w.try(w.Service, fmt.Sprintf("ai-%d@vidu.vn", i), "guess"); !errors.Is(err, accounts.ErrRefused) {
			t.Fatal(err)
		}
		if i%9 != 0 {
			continue
		}
		if err := w.try(w.Service, somebody, password); err != nil {
			t.Fatalf("the right password after %d wrong ones: %v", i+1, err)
		}
	}
	if err := w.try(w.Service, somebody, password); err != nil {
		t.Errorf("after 99 wrong ones: %v", err)
	}
	for range 2 {
		_ = w.try(w.Service, "ai@vidu.vn", "guess")
	}
	if err := w.try(w.Service, somebody, password); !errors.Is(err, accounts.ErrRefused) {
		t.Errorf("after 101 wrong ones: %v", err)
	}
}
