package lots

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// numberShape is what of GS1's set 82 can be read aloud and stands unescaped in an address; 20 characters at most (AI 10).
var numberShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$`)

// The bounds of what people type.
const (
	maxQuantity = 10_000_000
	maxNote     = 200            // characters
	maxAge      = 20             // years that a lot may be old
	maxLife     = 50 * 365       // days from making to the last good one
	dayLength   = 24 * time.Hour // of a date, which has no zone
	zone        = 7 * time.Hour  // of Vietnam, in which a day begins
)

func (in Input) check(now time.Time) error {
	var wrong field.Errors
	if !numberShape.MatchString(in.Number) {
		wrong.Add("number", "shape", "Số lô gồm 1 đến 20 chữ không dấu, số, gạch nối hoặc dấu chấm.", "A lot number has 1 to 20 plain letters, digits, hyphens or points.")
	}
	if in.Quantity < 1 || in.Quantity > maxQuantity {
		wrong.Add("quantity", "range", "Ghi số lượng, một số nguyên từ 1.", "Write the quantity, a whole number from 1.")
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		wrong.Add("note", "too_long", "Ghi chú dài quá 200 chữ.", "The note is longer than 200 characters.")
	}
	checkDays(&wrong, now, in.MadeOn, in.BestBefore)
	return wrong.Err()
}

func checkDays(wrong *field.Errors, now, made time.Time, best *time.Time) {
	today := now.Add(zone).UTC().Truncate(dayLength)
	switch {
	case made.IsZero():
		wrong.Add("made", "missing", "Ghi ngày làm.", "Write the day on which it was made.")
	case made.After(today):
		wrong.Add("made", "future", "Ngày làm không thể sau hôm nay.", "It cannot be made after today.")
	case made.Before(today.AddDate(-maxAge, 0, 0)):
		wrong.Add("made", "past", "Ngày làm xa quá; xem lại năm.", "The day is too far back; look at the year.")
	}
	if best != nil && !made.IsZero() && (best.Before(made) || best.After(made.AddDate(0, 0, maxLife))) {
		wrong.Add("best", "range", "Hạn dùng phải sau ngày làm.", "It must be good beyond the day on which it was made.")
	}
}

// Edit is what may be put right of a lot: never its number or quantity, which labels and ledger carry.
type Edit struct {
	MadeOn     time.Time
	BestBefore *time.Time
	Note       string
}

// Mend puts a lot right, or returns field.Errors.
func (s *Shed) Mend(ctx context.Context, id string, e Edit) (*Lot, error) {
	e.Note = strings.TrimSpace(e.Note)
	var wrong field.Errors
	checkDays(&wrong, s.goods.Now(), e.MadeOn, e.BestBefore)
	if utf8.RuneCountInString(e.Note) > maxNote {
		wrong.Add("note", "too_long", "Ghi chú dài quá 200 chữ.", "The note is longer than 200 characters.")
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	var lot *Lot
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if lot, err = lots.Get(ctx, tx, id); err != nil {
			return err
		}
		changes := []audit.Change{{Field: "made_on", From: dayText(&lot.MadeOn), To: dayText(&e.MadeOn)}, {Field: "best_before", From: dayText(lot.BestBefore), To: dayText(e.BestBefore)}}
		lot.MadeOn, lot.BestBefore, lot.Note = e.MadeOn, e.BestBefore, e.Note
		if err := lots.Replace(ctx, tx, lot); err != nil {
			return err
		}
		return s.note(ctx, tx, lot, "sửa lô "+lot.Number, "edited lot "+lot.Number, changes...)
	})
	return lot, err
}

func dayText(day *time.Time) string {
	if day == nil || day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

// Label notes that labels were stuck on some pieces.
func (s *Shed) Label(ctx context.Context, id string, n int) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		lot, err := lots.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if n < 1 || n > lot.Unlabelled() {
			return field.Errors{{Field: "stuck", Code: "range", VI: fmt.Sprintf("Còn %d chưa dán.", lot.Unlabelled()), EN: fmt.Sprintf("%d have no label yet.", lot.Unlabelled())}}
		}
		lot.Labelled += n
		if err := lots.Replace(ctx, tx, lot); err != nil {
			return err
		}
		return s.note(ctx, tx, lot, fmt.Sprintf("đã dán %d nhãn lô %s", n, lot.Number), fmt.Sprintf("put on %d labels of lot %s", n, lot.Number))
	})
}

// Suggest makes a number for a new lot of a producer: the letters with which its last one begins, and the day.
func (s *Shed) Suggest(ctx context.Context, producer, sku string, day time.Time) (string, error) {
	letters := "L"
	page, err := s.OfProducer(ctx, producer, "", "", 1)
	if err != nil {
		return "", err
	}
	if len(page.Items) > 0 {
		last := page.Items[0].Key
		if at := strings.IndexFunc(last, func(r rune) bool { return r < 'A' || r > 'Z' }); at > 0 {
			letters = last[:at]
		}
	}
	number := letters + day.Format("060102")
	card, _, known := s.goods.CardBySKU(sku)
	for n := 2; known && n < 100; n++ {
		if _, err := s.Find(ctx, card.ID, number); err != nil {
			break // nobody has it
		}
		number = letters + day.Format("060102") + fmt.Sprintf("-%d", n)
	}
	return number, nil
}
