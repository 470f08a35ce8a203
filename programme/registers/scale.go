package registers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Scale is what a province gives for 3, 4 and 5 stars. No law sets it, so every office enters its own.
type Scale struct {
	store.Meta `bson:",inline"` // ID is the province's code
	Amounts    [3]money.Amount  `bson:"amounts"` // for 3, 4 and 5 stars; 0 for nothing
	By         string           `bson:"by"`      // person
	At         time.Time        `bson:"at"`
}

// of is the amount for stars; 0 where none is set.
func (s *Scale) of(stars int) money.Amount {
	if s == nil || stars < 3 || stars > 5 {
		return 0
	}
	return s.Amounts[stars-3]
}

var scales = store.Define[Scale]("programme_reward_scales")

// scalesOf reads what all provinces give: there are 34.
func scalesOf(ctx context.Context, r store.Reader) (map[string]*Scale, error) {
	known := map[string]*Scale{}
	for s, err := range scales.Each(ctx, r, store.Query{}) {
		if err != nil {
			return nil, err
		}
		known[s.ID] = s
	}
	return known, nil
}

// Scale returns what a province gives; one of zeros while nothing was entered.
func (s *Service) Scale(ctx context.Context, province string) (*Scale, error) {
	return scaleOf(ctx, s.db, province)
}

func scaleOf(ctx context.Context, r store.Reader, province string) (*Scale, error) {
	scale, err := scales.Get(ctx, r, province)
	if errors.Is(err, store.ErrNotFound) {
		return &Scale{Meta: store.Meta{ID: province}}, nil
	}
	return scale, err
}

// SetScale changes what a province gives from now on; rewards entered before stay as they are. field.Errors where an amount does not fit.
func (s *Service) SetScale(ctx context.Context, province string, typed [3]string) error {
	amounts, err := parseScale(typed)
	if err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		scale, err := scaleOf(ctx, tx, province)
		if err != nil || scale.Amounts == amounts {
			return err
		}
		entry := audit.Entry{Action: string(policy.RegisterEdit), Object: "rewardscale/" + province, Summary: "đổi mức thưởng theo sao", SummaryEN: "changed the rewards by stars"}
		for i := range amounts {
			if amounts[i] != scale.Amounts[i] {
				entry.Changes = append(entry.Changes, audit.Change{Field: fmt.Sprintf("stars.%d", i+3), From: scale.Amounts[i].Group(), To: amounts[i].Group()})
			}
		}
		scale.Amounts, scale.By, scale.At = amounts, audit.ActorOf(ctx).Person, s.now()
		if err := scales.Save(ctx, tx, scale); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), entry)
	})
}

func parseScale(typed [3]string) (amounts [3]money.Amount, err error) {
	var wrong field.Errors
	for i, text := range typed {
		if text == "" {
			continue
		}
		amount, err := money.Parse(text)
		if err != nil || amount > maxAmount {
			wrong.Add(fmt.Sprintf("sao-%d", i+3), "amount", "Ghi số đồng, ví dụ 20.000.000, hoặc để trống.", "Write an amount of đồng, as 20.000.000, or leave it empty.")
		}
		amounts[i] = amount
	}
	return amounts, wrong.Err()
}
