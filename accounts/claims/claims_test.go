package claims_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
)

func blobs(t testing.TB) media.Blobs {
	t.Helper()
	b, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// enter types a code.
func enter(w *memberstest.World, who policy.Actor, code string) error {
	_, err := w.Claims.Enter(w.T.Context(), who, claims.Entry{Producer: memberstest.BenDoan, Code: code, Declares: true})
	return err
}

// other is a code that is not that one.
func other(code string) string {
	if code[0] == '2' {
		return "3" + code[1:]
	}
	return "2" + code[1:]
}

func TestFindTellsNoMoreThanAMask(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	found, err := w.Claims.Find(t.Context(), "so cm-500/2024")
	if err != nil {
		t.Fatal(err)
	}
	if found.Name != memberstest.BenDoan || found.Products != 2 || found.Claimed || found.Mail != "n•••@example.vn" {
		t.Errorf("found %q with %d products, claimed %v, mail %q", found.Name, found.Products, found.Claimed, found.Mail)
	}
	for _, typed := range []string{"", "  ", "SO XX-1/2024"} {
		if _, err := w.Claims.Find(t.Context(), typed); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("find %q: %v", typed, err)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"hai.au@bendoan.example": "h•••@bendoan.example", "  Ấu@x.vn": "ấ•••@x.vn", "a@b": "a•••@b", "": "", "@x.vn": "", "x": "", "x@": "",
	} {
		if got := claims.Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTheRightCodeMakesTheOrganization(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	code := w.Code(au, memberstest.BenDoan)
	typed := strings.ToLower(code[:4]) + "-" + code[4:] + " "
	org, err := w.Claims.Enter(t.Context(), au, claims.Entry{Producer: memberstest.BenDoan, Code: typed, Declares: true, Show: true})
	if err != nil {
		t.Fatal(err)
	}
	if a := w.As(au.Person, org.ID); a.Producer != memberstest.BenDoan || a.Member != policy.Owner || a.Verified {
		t.Errorf("after claiming: %+v", a)
	}
	if p := w.Producer(memberstest.BenDoan); !p.Closed || !p.ContactShown {
		t.Errorf("closed %v, contact shown %v", p.Closed, p.ContactShown)
	}
	if w.Closed(memberstest.DoiCo) {
		t.Error("a producer whom nobody claimed was closed")
	}
	if err := w.Claims.SetConsent(t.Context(), org, false); err != nil || w.Producer(memberstest.BenDoan).ContactShown {
		t.Errorf("the consent was not taken back: %v", err)
	}
	if err := enter(w, au, code); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("the same code again: %v", err)
	}
	lan := w.Person("lan")
	if _, err := w.Claims.AskCode(t.Context(), lan, memberstest.BenDoan); !errors.Is(err, claims.ErrClaimed) {
		t.Errorf("a code for a claimed producer: %v", err)
	}
}

func TestConsentIsNeverTakenForGranted(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	w.Claim(w.Person("au"), memberstest.BenDoan)
	if w.Producer(memberstest.BenDoan).ContactShown {
		t.Error("shown without consent")
	}
}

func TestACodeIsGuessedFiveTimesAtMost(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	code := w.Code(au, memberstest.BenDoan)
	for left := claims.CodeTries - 1; left > 0; left-- {
		var wrong field.Errors
		err := enter(w, au, other(code))
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Error(), fmt.Sprintf("%d tries left", left)) {
			t.Fatalf("with %d left: %v", left, err)
		}
	}
	if err := enter(w, au, other(code)); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("the last try: %v", err)
	}
	if err := enter(w, au, code); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("the right code after that: %v", err)
	}
}

func TestManyGuessesAtOnceAreBoundedToo(t *testing.T) {
	storetest.Engines(t, memberstest.Schemas(), func(t *testing.T, db store.DB) {
		w := memberstest.Open(t, db, blobs(t))
		au := w.Person("au")
		code := w.Code(au, memberstest.BenDoan)
		var wait sync.WaitGroup
		var tried atomic.Int64
		for range 12 {
			wait.Go(func() {
				var wrong field.Errors
				if err := enter(w, au, other(code)); errors.As(err, &wrong) {
					tried.Add(1)
				} else if !errors.Is(err, claims.ErrCodeOver) {
					t.Errorf("guess: %v", err)
				}
			})
		}
		wait.Wait()
		a, err := w.Claims.Attempt(t.Context(), au.Person, memberstest.BenDoan)
		if err != nil || a.Tries != claims.CodeTries || tried.Load() >= claims.CodeTries || a.State != claims.Spent {
			t.Errorf("%d of the guesses were told that they may go on, %d counted, %s, %v", tried.Load(), a.Tries, a.State, err)
		}
	})
}

func TestACodeThatIsTooShortCostsNoTry(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	w.Code(au, memberstest.BenDoan)
	var wrong field.Errors
	if err := enter(w, au, "7KM4X"); !errors.As(err, &wrong) || wrong[0].VI != "Mã có 8 chữ, bạn mới gõ 5." {
		t.Errorf("got %v", err)
	}
	_, err := w.Claims.Enter(t.Context(), au, claims.Entry{Producer: memberstest.BenDoan, Code: "7KM4X2ZZ"})
	if !errors.As(err, &wrong) || wrong[0].Field != "dai-dien" {
		t.Errorf("without declaring: %v", err)
	}
	if a, _ := w.Claims.Attempt(t.Context(), au.Person, memberstest.BenDoan); a.Tries != 0 {
		t.Errorf("%d tries", a.Tries)
	}
}

func TestCodesRunOutAndReplaceEachOther(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au, lan := w.Person("au"), w.Person("lan")
	first := w.Code(au, memberstest.BenDoan)
	if err := enter(w, lan, first); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("somebody else's code: %v", err)
	}
	if _, err := w.Claims.AskCode(t.Context(), au, memberstest.BenDoan); !errors.Is(err, claims.ErrTooOften) {
		t.Errorf("at once again: %v", err)
	}
	w.Clock.Add(claims.CodePause)
	second := w.Code(au, memberstest.BenDoan)
	if err := enter(w, au, first); first != second && err == nil {
		t.Error("the code that was replaced still works")
	}
	w.Clock.Add(claims.CodeLives)
	if err := enter(w, au, second); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("after 30 minutes: %v", err)
	}
}

func TestCodesAreAskedForWithinBounds(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	for range 5 {
		w.Code(au, memberstest.BenDoan)
		w.Clock.Add(claims.CodePause)
	}
	if _, err := w.Claims.AskCode(t.Context(), au, memberstest.BenDoan); !errors.Is(err, claims.ErrTooOften) {
		t.Errorf("a sixth in a day: %v", err)
	}
	for i := range 4 {
		w.Code(w.Person(fmt.Sprint("nguoi", i)), memberstest.BenDoan)
	}
	if _, err := w.Claims.AskCode(t.Context(), w.Person("sau"), memberstest.BenDoan); !errors.Is(err, claims.ErrTooOften) {
		t.Errorf("a sixth person in a day: %v", err)
	}
	w.Clock.Add(24 * time.Hour)
	w.Code(au, memberstest.BenDoan)
}

func TestALetterThatComesLateIsNotWritten(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	a, err := w.Claims.AskCode(t.Context(), au, memberstest.BenDoan)
	if err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []claims.Wanted{{Attempt: a.ID, Round: a.Round + 1}, {Attempt: "none", Round: 1}} {
		if _, err := w.Claims.WriteCode(t.Context(), wanted); !errors.Is(err, claims.ErrCodeOver) {
			t.Errorf("%+v: %v", wanted, err)
		}
	}
	w.Clock.Add(claims.CodeLives)
	if _, err := w.Claims.WriteCode(t.Context(), claims.Wanted{Attempt: a.ID, Round: a.Round}); !errors.Is(err, claims.ErrCodeOver) {
		t.Errorf("half an hour later: %v", err)
	}
}

func TestNoCodeStandsInTheStore(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	code := w.Code(w.Person("au"), memberstest.BenDoan)
	for _, s := range memberstest.Schemas() {
		for raw, err := range w.DB.Find(t.Context(), s.Collection, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(raw.String(), code) {
				t.Errorf("%s holds the code", s.Collection)
			}
		}
	}
}

func TestTwoRaceForAProducerAndOneWins(t *testing.T) {
	storetest.Engines(t, memberstest.Schemas(), func(t *testing.T, db store.DB) {
		w := memberstest.Open(t, db, blobs(t))
		codes := map[string]string{}
		racers := map[string]policy.Actor{}
		for _, name := range []string{"au", "lan", "mai"} {
			racers[name] = w.Person(name)
			codes[name] = w.Code(racers[name], memberstest.BenDoan)
		}
		var wait sync.WaitGroup
		var won atomic.Int64
		for name, who := range racers {
			wait.Go(func() {
				switch err := enter(w, who, codes[name]); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, claims.ErrClaimed):
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d organizations are one producer", won.Load())
		}
	})
}

// submit sends papers for the producer of the scene.
func submit(t *testing.T, w *memberstest.World, who policy.Actor) *review.Case {
	t.Helper()
	c, err := w.Claims.Submit(t.Context(), who, claims.Papers{Producer: memberstest.BenDoan, Declares: true, Show: true, Files: w.Paper(who)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPapersAreLookedAtByAnOfficer(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au, lan := w.Person("au"), w.Person("lan")
	lua := w.Officer("lua", memberstest.QuangNinh)
	c, theirs := submit(t, w, au), submit(t, w, lan)
	if got := w.Notices(notices.ToOffice(memberstest.QuangNinh)); len(got) != 2 {
		t.Errorf("the office was told %q", got)
	}
	if _, err := w.Claims.Submit(t.Context(), au, claims.Papers{Producer: memberstest.BenDoan, Declares: true, Files: w.Paper(au)}); !errors.Is(err, review.ErrOpen) {
		t.Errorf("a second case of the same: %v", err)
	}
	if _, err := w.Claims.Decide(t.Context(), c.ID, lua, review.Verdict{To: review.Accepted}); err != nil {
		t.Fatal(err)
	}
	org, err := w.Members.OfProducer(t.Context(), memberstest.BenDoan)
	if err != nil {
		t.Fatal(err)
	}
	if a := w.As(au.Person, org.ID); a.Member != policy.Owner || a.Producer != memberstest.BenDoan {
		t.Errorf("after acceptance: %+v", a)
	}
	if !w.Closed(memberstest.BenDoan) || !w.Producer(memberstest.BenDoan).ContactShown {
		t.Error("the producer is open, or the consent was lost")
	}
	if got, _ := w.Review.Get(t.Context(), c.ID); got.Org != org.ID || got.State != review.Accepted {
		t.Errorf("the case: %+v", got)
	}
	if got, _ := w.Review.Get(t.Context(), theirs.ID); got.State != review.Withdrawn {
		t.Errorf("the other's case is %s", got.State)
	}
	if _, err := w.Claims.Decide(t.Context(), theirs.ID, lua, review.Verdict{To: review.Accepted}); !errors.Is(err, review.ErrOver) {
		t.Errorf("the other's case accepted too: %v", err)
	}
}

func TestAcceptingAfterSomebodyElseClaimed(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au, lan, lua := w.Person("au"), w.Person("lan"), w.Officer("lua", memberstest.QuangNinh)
	c := submit(t, w, au)
	w.Claim(lan, memberstest.BenDoan)
	if _, err := w.Claims.Decide(t.Context(), c.ID, lua, review.Verdict{To: review.Accepted}); !errors.Is(err, review.ErrOver) && !errors.Is(err, claims.ErrClaimed) {
		t.Errorf("a second organization: %v", err)
	}
	if got := w.Notices(notices.ToPerson(au.Person)); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Người khác đã được nhận") }) {
		t.Errorf("the one who came too late was told %q", got)
	}
}

func TestPapersSayWhatIsMissing(t *testing.T) {
	w := memberstest.New(t, blobs(t))
	au := w.Person("au")
	for _, tt := range []struct {
		name, field string
		papers      claims.Papers
	}{
		{"no file", "giay-to", claims.Papers{Declares: true}},
		{"no word", "dai-dien", claims.Papers{Files: []*papers.Paper{{}}}},
		{"a long note", "ghi-chu", claims.Papers{Declares: true, Files: []*papers.Paper{{}}, Note: strings.Repeat("a", 1001)}},
	} {
		tt.papers.Producer = memberstest.BenDoan
		_, err := w.Claims.Submit(t.Context(), au, tt.papers)
		var wrong field.Errors
		if !errors.As(err, &wrong) || wrong[0].Field != tt.field {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestCodeStates(t *testing.T) {
	states := []claims.State{claims.Asked, claims.Sent, claims.Spent, claims.Claimed}
	want := map[string]bool{"asked asked": true, "asked sent": true, "sent asked": true, "sent sent": true, "sent spent": true, "sent claimed": true, "spent asked": true}
	for _, from := range states {
		for _, to := range states {
			if got := from.CanBecome(to); got != want[string(from+" "+to)] {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}
