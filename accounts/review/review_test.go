package review_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/folder"
)

func world(t testing.TB) *memberstest.World {
	t.Helper()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return memberstest.New(t, blobs)
}

// submit sends in a case of Quảng Ninh.
func submit(w *memberstest.World, who policy.Actor, subject string) *review.Case {
	w.T.Helper()
	c := &review.Case{Kind: review.Identity, Subject: subject, Name: "HTX Bến Đoan", Person: who.Person, Org: "o1", Province: memberstest.QuangNinh}
	files := w.Paper(who)
	w.Atomic(func(ctx context.Context, tx store.Tx) error { return w.Review.Submit(ctx, tx, c, files) })
	return c
}

func nothing(context.Context, store.Tx, *review.Case) error { return nil }

const reason = "Giấy đăng ký kinh doanh đã hết hạn."

func TestOnlyTheProvincesOfficersSeeACase(t *testing.T) {
	w := world(t)
	au := w.Person("au")
	c := submit(w, au, "identity/o1")
	for _, tt := range []struct {
		name string
		by   policy.Actor
		sees bool
	}{
		{"the province's", w.Officer("lua", memberstest.QuangNinh), true},
		{"another province's", w.Officer("mai", memberstest.ThaiNguyen), false},
		{"the central office's", w.Officer("tam", ""), true},
		{"nobody's", w.Person("lan"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := w.Review.Queue(t.Context(), tt.by, review.Waiting, "", 10)
			if err != nil || (len(page.Items) == 1) != tt.sees {
				t.Errorf("sees %d, %v", len(page.Items), err)
			}
			n, err := w.Review.Count(t.Context(), tt.by, review.Waiting)
			if err != nil || (n == 1) != tt.sees {
				t.Errorf("counts %d, %v", n, err)
			}
			if err := w.Review.Give(t.Context(), c.ID, tt.by, ""); (err == nil) != tt.sees || !tt.sees && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("give: %v", err)
			}
			if tt.sees {
				return
			}
			if _, err = w.Review.Decide(t.Context(), c.ID, tt.by, review.Verdict{To: review.Incomplete, Reason: reason}, nothing); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("decide: %v", err)
			}
		})
	}
}

func TestNobodyDecidesTheirOwnCase(t *testing.T) {
	w := world(t)
	lua := w.Officer("lua", memberstest.QuangNinh)
	c := submit(w, lua, "identity/o1")
	if _, err := w.Review.Decide(t.Context(), c.ID, lua, review.Verdict{To: review.Accepted}, nothing); !errors.Is(err, review.ErrOwnCase) {
		t.Errorf("decide: %v", err)
	}
	if err := w.Review.Give(t.Context(), c.ID, lua, lua.Person); !errors.Is(err, review.ErrNoOfficer) {
		t.Errorf("take: %v", err)
	}
}

func TestACaseIsGivenToWhoMayDecideIt(t *testing.T) {
	w := world(t)
	au, lua, hoa := w.Person("au"), w.Officer("lua", memberstest.QuangNinh), w.Officer("hoa", memberstest.QuangNinh)
	mai, tam := w.Officer("mai", memberstest.ThaiNguyen), w.Officer("tam", "")
	c := submit(w, au, "identity/o1")
	for _, tt := range []struct {
		to  string
		err error
	}{{lua.Person, nil}, {hoa.Person, nil}, {tam.Person, nil}, {"", nil}, {mai.Person, review.ErrNoOfficer}, {au.Person, review.ErrNoOfficer}} {
		if err := w.Review.Give(t.Context(), c.ID, lua, tt.to); !errors.Is(err, tt.err) {
			t.Errorf("to %q: %v, want %v", tt.to, err, tt.err)
		}
	}
	if told := w.Notices(notices.ToPerson(hoa.Person)); len(told) != 1 {
		t.Errorf("who was given it was told %q", told)
	}
}

func TestADecisionNeedsItsReason(t *testing.T) {
	w := world(t)
	au, lua := w.Person("au"), w.Officer("lua", memberstest.QuangNinh)
	c := submit(w, au, "identity/o1")
	for _, tt := range []struct {
		v     review.Verdict
		field string
	}{
		{review.Verdict{To: review.Refused}, "ly-do"}, {review.Verdict{To: review.Incomplete, Reason: "  ngắn   "}, "ly-do"},
		{review.Verdict{To: review.Withdrawn, Reason: reason}, "quyet-dinh"}, {review.Verdict{Reason: reason}, "quyet-dinh"},
	} {
		_, err := w.Review.Decide(t.Context(), c.ID, lua, tt.v, nothing)
		var wrong field.Errors
		if !errors.As(err, &wrong) || wrong[0].Field != tt.field {
			t.Errorf("%+v: %v", tt.v, err)
		}
	}
	if _, err := w.Review.Decide(t.Context(), c.ID, lua, review.Verdict{To: review.Refused, Reason: reason}, nothing); err != nil {
		t.Fatal(err)
	}
	if told := w.Notices(notices.ToPerson(au.Person)); !slices.Contains(told, "Hồ sơ không được nhận: HTX Bến Đoan") {
		t.Errorf("who sent it was told %q", told)
	}
}

func TestWhatFailsChangesNothing(t *testing.T) {
	w := world(t)
	au, lua := w.Person("au"), w.Officer("lua", memberstest.QuangNinh)
	c := submit(w, au, "identity/o1")
	broken := errors.New("broken")
	_, err := w.Review.Decide(t.Context(), c.ID, lua, review.Verdict{To: review.Accepted}, func(context.Context, store.Tx, *review.Case) error { return broken })
	if got, _ := w.Review.Get(t.Context(), c.ID); !errors.Is(err, broken) || got.State != review.Waiting {
		t.Errorf("%v, and the case is %s", err, got.State)
	}
}

// machine is a case with what is known of it.
type machine struct {
	id    string
	state review.State
}

// TestCasesFollowTheTable does anything in any order and compares with the table.
func TestCasesFollowTheTable(t *testing.T) {
	w := world(t)
	au, lua := w.Person("au"), w.Officer("lua", memberstest.QuangNinh)
	rapid.Check(t, func(rt *rapid.T) {
		c := submit(w, au, "identity/"+rapid.StringMatching(`[a-z]{12}`).Draw(rt, "org"))
		m := &machine{id: c.ID, state: review.Waiting}
		step := func(to review.State, do func() error) {
			err := do()
			switch {
			case m.state.CanBecome(to) && err != nil:
				rt.Fatalf("%s to %s: %v", m.state, to, err)
			case !m.state.CanBecome(to) && !errors.Is(err, review.ErrOver):
				rt.Fatalf("%s to %s: %v", m.state, to, err)
			case err == nil:
				m.state = to
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"decide": func(rt *rapid.T) {
				to := rapid.SampledFrom([]review.State{review.Accepted, review.Refused, review.Incomplete}).Draw(rt, "to")
				if m.state == review.Incomplete && to == review.Accepted {
					return // checked by the table's own test
				}
				step(to, func() error {
					_, err := w.Review.Decide(t.Context(), m.id, lua, review.Verdict{To: to, Reason: reason}, nothing)
					return err
				})
			},
			"complete": func(*rapid.T) {
				step(review.Waiting, func() error { return w.Review.Complete(t.Context(), m.id, au.Person, "", w.Paper(au)) })
			},
			"withdraw": func(*rapid.T) {
				step(review.Withdrawn, func() error { return w.Review.Withdraw(t.Context(), m.id, au.Person) })
			},
			"": func(rt *rapid.T) {
				got, err := w.Review.Get(t.Context(), m.id)
				if err != nil || got.State != m.state || (got.Subject == "") == m.state.Open() || got.Steps[len(got.Steps)-1].State != m.state {
					rt.Fatalf("case %+v, want %s (%v)", got, m.state, err)
				}
			},
		})
	})
}

func TestStatesAndWhereTheyGo(t *testing.T) {
	want := map[review.State][]review.State{
		review.Waiting:    {review.Incomplete, review.Accepted, review.Refused, review.Withdrawn},
		review.Incomplete: {review.Waiting, review.Refused, review.Withdrawn},
	}
	for _, from := range review.States() {
		for _, to := range review.States() {
			if got := from.CanBecome(to); got != slices.Contains(want[from], to) {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}

func TestTheOldestWaitsFirst(t *testing.T) {
	w := world(t)
	au, lua := w.Person("au"), w.Officer("lua", memberstest.QuangNinh)
	first := submit(w, au, "identity/o1")
	w.Clock.Add(time.Hour)
	second := submit(w, au, "identity/o2")
	page, err := w.Review.Queue(t.Context(), lua, review.Waiting, "", 1)
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != first.ID || page.Next == "" {
		t.Fatalf("first page: %+v, %v", page, err)
	}
	page, err = w.Review.Queue(t.Context(), lua, review.Waiting, page.Next, 1)
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != second.ID || page.Next != "" {
		t.Errorf("second page: %+v, %v", page, err)
	}
}

func TestPapersOfWhatCameToNothingAreDestroyed(t *testing.T) {
	w := world(t)
	au, lua := w.Person("au"), w.Officer("lua", memberstest.QuangNinh)
	refused, accepted := submit(w, au, "identity/o1"), submit(w, au, "identity/o2")
	for c, to := range map[*review.Case]review.State{refused: review.Refused, accepted: review.Accepted} {
		if _, err := w.Review.Decide(t.Context(), c.ID, lua, review.Verdict{To: to, Reason: reason}, nothing); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		wait      time.Duration
		pruned    int
		left, all int
	}{{89 * 24 * time.Hour, 0, 1, 1}, {24 * time.Hour, 1, 0, 1}, {24 * time.Hour, 0, 0, 1}} {
		w.Clock.Add(tt.wait)
		n, err := w.Review.Prune(t.Context())
		if err != nil || n != tt.pruned {
			t.Errorf("pruned %d, %v; want %d", n, err, tt.pruned)
		}
		gone, _ := w.Papers.OfCase(t.Context(), refused.ID)
		kept, _ := w.Papers.OfCase(t.Context(), accepted.ID)
		if len(gone) != tt.left || len(kept) != tt.all {
			t.Errorf("%d papers of the refused case, %d of the accepted one", len(gone), len(kept))
		}
	}
}
