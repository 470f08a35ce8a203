package identity

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/store"
)

// lookBack is how far the sweep looks for verifications that ran out; it may have rested that long.
const lookBack = 30 * 24 * time.Hour

// sweepAtOnce is how many organizations one run looks at, the first to end first.
const sweepAtOnce = 1000

// Sweep closes the producers whose verification ran out, tells them, and tells those
// whose verification ends soon. It may run any number of times; a job does every few minutes.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	now := s.now()
	over, err := s.members.Lapsed(ctx, now.Add(-lookBack), now, sweepAtOnce)
	if err != nil {
		return 0, err
	}
	for _, o := range over {
		if err := s.lapse(ctx, o.ID); err != nil {
			return 0, err
		}
	}
	soon, err := s.members.Lapsed(ctx, now, now.Add(Early), sweepAtOnce)
	if err != nil {
		return 0, err
	}
	for _, o := range soon {
		if err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return s.tell(ctx, tx, o, false) }); err != nil {
			return 0, err
		}
	}
	return len(over), nil
}

// lapse closes a producer, unless it was verified again since it was listed.
func (s *Service) lapse(ctx context.Context, org string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		o, err := s.members.InTx(ctx, tx, org)
		if err != nil || o.VerifiedAt(s.clock()) {
			return err
		}
		if err := s.open(ctx, tx, o, false); err != nil {
			return err
		}
		return s.tell(ctx, tx, o, true)
	})
}

// tell tells the members once of each end.
func (s *Service) tell(ctx context.Context, tx store.Tx, o *members.Organization, over bool) error {
	n := notices.Notice{To: notices.ToOrg(o.ID), Kind: notices.KindSecurity, Path: "/dang-ky/xac-minh", At: s.now(),
		VI: "Sắp đến hạn xác minh lại: " + o.Name, EN: "To be verified again soon: " + o.Name,
		SayVI: "Gửi lại giấy tờ trước ngày đó để việc bán hàng không ngừng.", SayEN: "Send the papers again before that day, so that selling goes on.",
		Key: "identity-soon:" + o.VerifiedUntil.Format(time.RFC3339)}
	if over {
		n.VI, n.EN = "Xác minh đã hết hạn: "+o.Name, "Verification ran out: "+o.Name
		n.SayVI, n.SayEN = "Hàng tạm ngừng bán cho đến khi xác minh lại.", "Nothing is sold until it is verified again."
		n.Key = "identity-over:" + o.VerifiedUntil.Format(time.RFC3339)
	}
	return notices.Post(ctx, tx, n)
}
