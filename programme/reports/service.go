package reports

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// ErrMoved: the report cannot go there from where it is.
var ErrMoved = errors.New("reports: the report moved on")

// Certificates finds what a number on a label means.
type Certificates interface {
	FindCertificate(ctx context.Context, typed string) (*catalog.Certificate, error)
}

// Service takes reports and follows them.
type Service struct {
	db    store.DB
	certs Certificates
	files *private.Keeper
	clock func() time.Time
}

// New returns a service over a store whose schemas are ensured.
func New(db store.DB, certs Certificates, files *private.Keeper, clock func() time.Time) *Service {
	return &Service{db: db, certs: certs, files: files, clock: clock}
}

// MaxPhotos is how many photos a report may have.
const MaxPhotos = 3

// Input is what somebody tells.
type Input struct {
	Wrong, Number, Province, Where, Say, Contact string
	Lang                                         string // of the page: an answer is in it
	Photos                                       []Photo
}

// Photo is an uploaded picture.
type Photo struct {
	Name string
	Body io.Reader
}

// File keeps a report and tells the office: field.Errors, and nothing is kept, where something is missing.
func (s *Service) File(ctx context.Context, in Input) (*Report, error) {
	r, err := s.read(ctx, in)
	if err != nil {
		return nil, err
	}
	for i, photo := range in.Photos {
		file, err := s.files.Keep(ctx, photo.Body, photo.Name)
		if err != nil {
			return nil, photoWrong(err, i)
		}
		if !strings.HasPrefix(file.Type, "image/") {
			return nil, photoWrong(private.ErrType, i)
		}
		r.Photos = append(r.Photos, file)
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc := *r
		if err := collection.Insert(ctx, tx, &doc); err != nil {
			return err
		}
		return notices.Post(ctx, tx, notices.Notice{To: notices.ToOffice(r.Province), Kind: notices.KindOffice, Key: "misuse:" + r.ID, Path: "/can-bo/to-giac/" + r.ID,
			VI: "Tố giác mới: " + r.Wrong.Name("vi"), EN: "New report: " + r.Wrong.Name("en"), SayVI: r.Number, SayEN: r.Number})
	})
	if err != nil {
		return nil, fmt.Errorf("file report: %w", err)
	}
	return r, nil
}

func photoWrong(err error, i int) error {
	var wrong field.Errors
	switch {
	case errors.Is(err, private.ErrTooLarge):
		wrong.Add("anh", "too_large", fmt.Sprintf("Ảnh thứ %d lớn hơn 20 MB. Gửi ảnh nhỏ hơn.", i+1), fmt.Sprintf("Photo %d is larger than 20 MB. Send a smaller one.", i+1))
	case errors.Is(err, private.ErrType), errors.Is(err, private.ErrEmpty):
		wrong.Add("anh", "type", fmt.Sprintf("Tệp thứ %d không phải ảnh JPEG, PNG hoặc WebP.", i+1), fmt.Sprintf("File %d is not a JPEG, PNG or WebP photo.", i+1))
	default:
		return err
	}
	return wrong
}

// read checks what was typed and finds the certificate that it means.
func (s *Service) read(ctx context.Context, in Input) (*Report, error) {
	r := &Report{Meta: store.Meta{ID: newCode()}, Wrong: Wrong(in.Wrong), Number: clean(in.Number, 120), Province: in.Province, Where: clean(in.Where, 200),
		Say: clean(in.Say, 2000), Contact: clean(in.Contact, 120), State: Open, Waiting: true, At: s.clock().UTC()}
	r.Email = emailOf(r.Contact)
	if in.Lang == "en" {
		r.Language = in.Lang
	}
	if err := s.check(r, len(in.Photos)); err != nil {
		return nil, err
	}
	if r.Number == "" {
		return r, nil
	}
	cert, err := s.certs.FindCertificate(ctx, r.Number)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, catalog.ErrGTIN) {
		return r, nil // a number that is nobody's is what may be reported
	}
	if err != nil {
		return nil, err
	}
	r.Certificate, r.Product = cert.ID, cert.ProductID
	if cert.Province != "" {
		r.Province = cert.Province
	}
	return r, nil
}

func (s *Service) check(r *Report, photos int) error {
	var wrong field.Errors
	if r.Wrong.Name("vi") == "" {
		wrong.Add("sai", "required", "Chọn điều sai bạn thấy.", "Choose what is wrong.")
	}
	if _, ok := place.ProvinceByCode(r.Province); !ok {
		wrong.Add("tinh", "required", "Chọn tỉnh, thành nơi bạn thấy.", "Choose the province where you saw it.")
	}
	if r.Where == "" {
		wrong.Add("noi", "required", "Ghi nơi bạn thấy: cửa hàng, chợ, trang bán.", "Say where you saw it: a shop, a market, a page.")
	}
	if len([]rune(r.Say)) < 10 {
		wrong.Add("ke", "too_short", "Kể ít nhất một câu, để cán bộ biết tìm gì.", "Tell at least one sentence, so that an officer knows what to look for.")
	}
	if photos > MaxPhotos {
		wrong.Add("anh", "too_many", fmt.Sprintf("Gửi nhiều nhất %d ảnh.", MaxPhotos), fmt.Sprintf("Send at most %d photos.", MaxPhotos))
	}
	return wrong.Err()
}

// codeLetters are those that nobody mistakes for another.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

func newCode() string {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // never fails
	for i := range b {
		b[i] = codeLetters[int(b[i])%len(codeLetters)]
	}
	return "TG-" + string(b[:4]) + "-" + string(b[4:])
}

// clean trims a text and cuts it at most letters.
func clean(text string, most int) string {
	runes := []rune(strings.TrimSpace(strings.ToValidUTF8(text, "")))
	return strings.TrimSpace(string(runes[:min(len(runes), most)]))
}

// Get returns a report by its code, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, code string) (*Report, error) {
	return collection.Get(ctx, s.db, code)
}

// Queue lists reports that wait or are done, the oldest first while they wait, for an office: of a province, or of all.
func (s *Service) Queue(ctx context.Context, by policy.Actor, waiting bool, after string, limit int) (store.Page[Report], error) {
	return collection.Page(ctx, s.db, store.Query{Where: s.mine(by, waiting), Sort: []store.Order{{Field: "at", Desc: !waiting}}, After: after, Limit: limit})
}

// Waiting counts the reports that wait for an office.
func (s *Service) Waiting(ctx context.Context, by policy.Actor) (int, error) {
	return collection.Count(ctx, s.db, s.mine(by, true)...)
}

func (s *Service) mine(by policy.Actor, waiting bool) []store.Cond {
	where := []store.Cond{{Field: "waiting", Op: store.Eq, Value: waiting}}
	if by.Province != "" {
		where = append(where, store.Cond{Field: "province", Op: store.Eq, Value: by.Province})
	}
	return where
}

// Act is what an officer does with a report.
type Act struct {
	State  State
	Say    string // required to confirm or dismiss
	Holder string // who takes it; the officer if empty
}

// Act moves a report on: ErrMoved where it cannot go, field.Errors where words are missing.
func (s *Service) Act(ctx context.Context, code string, by policy.Actor, act Act) (*Report, error) {
	act.Say = clean(act.Say, 1000)
	if !act.State.Waits() && act.Say == "" {
		return nil, field.Errors{{Field: "ghi", Code: "required", VI: "Ghi đã làm gì, hoặc vì sao không đúng.", EN: "Say what was done, or why it was not so."}}
	}
	var done *Report
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		r, err := collection.Get(ctx, tx, code)
		if err != nil {
			return err
		}
		if !r.State.CanBecome(act.State) {
			return ErrMoved
		}
		from := r.State
		s.move(r, by, act)
		if err := collection.Replace(ctx, tx, r); err != nil {
			return err
		}
		done = r
		if !r.Waiting && r.Email != "" {
			if err := outbox.Append(ctx, tx, EventDecided, Decided{Code: r.ID}); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, s.clock(), audit.Entry{Action: string(policy.HandleReports), Object: "report/" + code, Summary: "xử lý tố giác " + code, SummaryEN: "handled report " + code, Reason: act.Say,
			Changes: []audit.Change{{Field: "state", From: string(from), To: string(act.State)}}})
	})
	return done, err
}

func (s *Service) move(r *Report, by policy.Actor, act Act) {
	r.State, r.Waiting = act.State, act.State.Waits()
	switch {
	case act.State == Open:
		r.Holder = ""
	case act.Holder != "":
		r.Holder = act.Holder
	case r.Holder == "" || act.State == Taken:
		r.Holder = by.Person
	}
	r.Steps = append(r.Steps, Step{State: act.State, Person: by.Person, Say: act.Say, At: s.clock().UTC()})
}
