package reports

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// certs knows one certificate, of Quảng Ninh.
type certs struct{}

func (certs) FindCertificate(_ context.Context, typed string) (*catalog.Certificate, error) {
	if typed != "QN 0188/2025" {
		return nil, store.ErrNotFound
	}
	return &catalog.Certificate{Meta: store.Meta{ID: typed}, ProductID: "p1", Province: "22"}, nil
}

var now = time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)

func open(t *testing.T) *Service {
	t.Helper()
	schemas := Schemas()
	for _, of := range []func() []store.Schema{outbox.Schemas, notices.Schemas, audit.Schemas} {
		schemas = append(schemas, of()...)
	}
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return New(storetest.Open(t, schemas...), certs{}, private.New(blobs), func() time.Time { return now })
}

func good() Input {
	return Input{Wrong: string(Expired), Number: "QN 0188/2025", Province: "01", Where: "chợ Cái Rồng", Say: "Hũ sứa vẫn in bốn sao.", Contact: "0903 555 012"}
}

func officer(province string) policy.Actor {
	return policy.Actor{Person: "p-officer", Org: "o", OrgKind: policy.KindOffice, Province: province, SecondFactor: true}
}

func picture(t *testing.T) Photo {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return Photo{Name: "nhan.png", Body: &b}
}

func TestWhatIsRefused(t *testing.T) {
	for field_, change := range map[string]func(*Input){
		"sai":  func(in *Input) { in.Wrong = "nothing" },
		"tinh": func(in *Input) { in.Province = "99" },
		"noi":  func(in *Input) { in.Where = "  " },
		"ke":   func(in *Input) { in.Say = "sai" },
		"anh": func(in *Input) {
			in.Photos = []Photo{{Name: "a.png", Body: strings.NewReader("<svg onload=alert(1)>")}}
		},
	} {
		s, in := open(t), good()
		change(&in)
		_, err := s.File(t.Context(), in)
		var wrong field.Errors
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want what is wrong with it", field_, err)
			continue
		}
		if _, ok := wrong.Of(field_); !ok || len(wrong) != 1 {
			t.Errorf("%s: %v", field_, wrong)
		}
		if n, err := s.Waiting(t.Context(), officer("")); err != nil || n != 0 {
			t.Errorf("%s: %d kept, %v; want none", field_, n, err)
		}
	}
}

func TestAReportGoesToTheOfficeOfItsCertificate(t *testing.T) {
	s := open(t)
	in := good()
	in.Photos = []Photo{picture(t)}
	r, err := s.File(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if r.Province != "22" || r.Certificate != "QN 0188/2025" || r.Product != "p1" || len(r.Photos) != 1 {
		t.Errorf("got %+v", r)
	}
	for province, want := range map[string]int{"22": 1, "01": 0, "": 1} {
		if n, err := s.Waiting(t.Context(), officer(province)); err != nil || n != want {
			t.Errorf("office %q: %d wait, %v; want %d", province, n, err, want)
		}
	}
	in.Number, in.Photos = "không có số", nil
	if r, err = s.File(t.Context(), in); err != nil || r.Province != "01" || r.Certificate != "" {
		t.Errorf("of a number that is nobody's: %+v, %v", r, err)
	}
}

func TestActs(t *testing.T) {
	tests := []struct {
		name string
		acts []Act
		err  error
		want State
	}{
		{"taken and confirmed", []Act{{State: Taken}, {State: Confirmed, Say: "đã nhắc"}}, nil, Confirmed},
		{"given to another", []Act{{State: Taken}, {State: Taken, Holder: "p2"}}, nil, Taken},
		{"given back", []Act{{State: Taken}, {State: Open}}, nil, Open},
		{"decided twice", []Act{{State: Dismissed, Say: "nhãn đúng"}, {State: Confirmed, Say: "đúng"}}, ErrMoved, Dismissed},
		{"reopened", []Act{{State: Dismissed, Say: "nhãn đúng"}, {State: Open}}, ErrMoved, Dismissed},
		{"no such state", []Act{{State: "gone", Say: "x"}}, ErrMoved, Open},
		{"without a word", []Act{{State: Confirmed, Say: " "}}, field.Errors{}, Open},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t)
			r, err := s.File(t.Context(), good())
			if err != nil {
				t.Fatal(err)
			}
			for _, act := range tt.acts {
				_, err = s.Act(t.Context(), r.ID, officer("22"), act)
			}
			var wrong field.Errors
			if _, fields := tt.err.(field.Errors); fields != errors.As(err, &wrong) || !fields && !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			got, err := s.Get(t.Context(), r.ID)
			if err != nil || got.State != tt.want || got.Waiting != tt.want.Waits() {
				t.Errorf("state %s, waiting %t, %v; want %s", got.State, got.Waiting, err, tt.want)
			}
		})
	}
}

func TestReportsOfAPersonAreThoseUnderTheirAddress(t *testing.T) {
	s := open(t)
	own := Personal{Service: s, EmailIn: func(_ context.Context, _ store.Tx, person string) (string, error) {
		return map[string]string{"p1": "an@example.vn", "p2": "binh@example.vn"}[person], nil
	}}
	codes := map[string]string{}
	for _, contact := range []string{"An@Example.vn", "0903 555 012", "an@example.vn, binh@example.vn", ""} {
		in := good()
		in.Contact = contact
		r, err := s.File(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		codes[contact] = r.ID
	}
	for person, want := range map[string]int{"p1": 1, "p2": 0, "gone": 0} {
		got, err := own.Export(t.Context(), person)
		if list, _ := got.([]told); err != nil || len(list) != want {
			t.Errorf("%s is given %v, %v; want %d", person, got, err, want)
		}
	}
	err := s.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(own.Erase(ctx, tx, "p1"), own.Erase(ctx, tx, "gone"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for contact, code := range codes {
		r, err := s.Get(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		if blank := contact == "An@Example.vn" || contact == ""; (r.Contact == "") != blank || r.Say == "" {
			t.Errorf("after %q was erased, %q stands as %+v", "an@example.vn", contact, r)
		}
	}
}

// letters keeps what was sent.
type letters []mail.Message

func (l *letters) Send(_ context.Context, m mail.Message) error {
	*l = append(*l, m)
	return nil
}

func TestWhoToldIsToldWhatCameOfIt(t *testing.T) {
	for _, tt := range []struct {
		name, contact, lang string
		act                 Act
		erased              bool
		want                []string // nothing for no letter
	}{
		{"an address", "An@example.vn", "", Act{State: Confirmed, Say: "Đã thu hồi nhãn ở chợ."}, false, []string{"đúng.", "Đã thu hồi nhãn ở chợ.", "/xac-minh/QN%200188/2025", "Người bán không biết"}},
		{"in English", "an@example.vn", "en", Act{State: Dismissed, Say: "Nhãn đúng."}, false, []string{"it is not so", "Nhãn đúng.", "/en/xac-minh/"}},
		{"a phone", "0903 555 012", "", Act{State: Confirmed, Say: "Đã thu hồi."}, false, nil},
		{"only taken", "an@example.vn", "", Act{State: Taken}, false, nil},
		{"forgotten meanwhile", "an@example.vn", "", Act{State: Confirmed, Say: "Đã thu hồi."}, true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, in := open(t), good()
			in.Contact, in.Lang = tt.contact, tt.lang
			r, err := s.File(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Act(t.Context(), r.ID, officer("22"), tt.act); err != nil {
				t.Fatal(err)
			}
			if tt.erased {
				own := Personal{Service: s, EmailIn: func(context.Context, store.Tx, string) (string, error) { return tt.contact, nil }}
				if err := s.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return own.Erase(ctx, tx, "p") }); err != nil {
					t.Fatal(err)
				}
			}
			var sent letters
			post := Post{Reports: s, Sender: &sent, Site: letter.Site{Name: "Chợ Sao", URL: "https://cho.example"}}
			deliver(t, s.db, post.Consumer())
			if len(sent) != min(len(tt.want), 1) {
				t.Fatalf("%d letters", len(sent))
			}
			for _, want := range tt.want {
				if !strings.Contains(sent[0].Text, want) || sent[0].To != "an@example.vn" {
					t.Errorf("the letter to %s does not say %q:\n%s", sent[0].To, want, sent[0].Text)
				}
			}
		})
	}
}

// deliver hands a consumer what waits for it in the outbox.
func deliver(t *testing.T, db store.DB, c outbox.Consumer) {
	t.Helper()
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		e := outbox.Event{Kind: raw.Lookup("kind").StringValue(), Payload: raw.Lookup("payload").Document()}
		if !slices.Contains(c.Kinds, e.Kind) {
			continue
		}
		if err := c.Handle(t.Context(), []outbox.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
}
