package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// job is a job as the page shows it.
type job struct {
	ID, Name, Error string
	Ended, Next     time.Time
	Took            time.Duration
	Running, Late   bool
	Failures        int
}

// Seconds is how long the last run took, in seconds.
func (j job) Seconds() float64 { return j.Took.Seconds() }

type jobsPage struct {
	desk.Page
	Jobs    []job
	Backups bool
}

// lateAfter is how long past its time a job that nobody began is called late.
const lateAfter = 5 * time.Minute

func (p *pages) jobs(ask *desk.Ask) ([]job, error) {
	records, err := jobs.Records(ask.Ctx(), p.DB)
	if err != nil {
		return nil, err
	}
	now := p.Clock()
	list := make([]job, len(records))
	for i, r := range records {
		list[i] = job{ID: r.ID, Name: jobName(ask, r.ID), Ended: r.Ended, Next: r.Next, Took: r.Took, Error: r.Error, Failures: r.Failures,
			Running: r.Running(), Late: !r.Running() && now.Sub(r.Next) > lateAfter}
	}
	return list, nil
}

func (p *pages) showJobs(ask *desk.Ask) error {
	page := &jobsPage{Page: ask.NewPage(ask.Say("Việc nền", "Jobs")), Backups: p.Backups}
	var err error
	if page.Jobs, err = p.jobs(ask); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-jobs", page)
}

// askJob has a job run now; whichever process works begins it within seconds.
func (p *pages) askJob(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	name := form.Get("viec")
	err = p.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) error {
		if err := jobs.Ask(ctx, tx, name, p.Clock().UTC()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Clock(), audit.Entry{Action: string(policy.AskJobs), Object: "job/" + name, Summary: "cho chạy ngay: " + name, SummaryEN: "had a job run: " + name})
	})
	if err != nil {
		return err
	}
	return ask.SeeSaying(jobsPath, ask.Say("%s sẽ chạy trong vài giây nữa.", "%s will run in a few seconds.", jobName(ask, name)))
}

// jobName says what a job does.
func jobName(ask *desk.Ask, id string) string {
	names := map[string][2]string{
		"registry-pull":  {"Kéo sổ quốc gia", "Pull the registry"},
		"tell-expiry":    {"Đối chiếu hạn chứng nhận", "Tell of certificates that lapse"},
		"pictures":       {"Lấy và vẽ lại ảnh", "Fetch pictures"},
		"backup":         {"Sao lưu", "Backup"},
		"release-unpaid": {"Trả hàng giữ quá giờ", "Release unpaid goods"},
		"popularity":     {"Đếm hàng bán chạy", "Count what sells"},
		"prune-carts":    {"Dọn giỏ hàng cũ", "Clear old baskets"},
		"prune-letters":  {"Dọn sổ thư đã gửi", "Clear the record of letters"},
		"prune-outbox":   {"Dọn hộp gửi", "Clear the outbox"},
		"forget-replies": {"Quên khóa gửi lại", "Forget idempotency keys"},
		"prune-accounts": {"Dọn liên kết, máy đã hết hạn", "Clear links and devices that ran out"},
		"prune-sessions": {"Dọn phiên đăng nhập cũ", "Clear old sessions"},
		"audit-anchor":   {"Ghi mốc nhật ký", "Note the end of the audit log"},

		"add-up-sales":        {"Cộng doanh thu theo ngày", "Add up the sales of each day"},
		"decisions-in-effect": {"Cho quyết định có hiệu lực đúng giờ", "Bring decisions into effect"},
		"destroy-papers":      {"Hủy giấy tờ đã hết hạn giữ", "Destroy papers that need not be kept"},
		"identity-expiry":     {"Nhắc danh tính sắp hết hạn", "Tell of identities that lapse"},
		"imports":             {"Ghi các tệp đã nhập", "Work through imported files"},
		"notice-digest":       {"Gom thông báo gửi một lần mỗi ngày", "Send the notices of a day in one mail"},
		"prune-imports":       {"Dọn tệp đã nhập cũ", "Clear old imported files"},
		"prune-notices":       {"Dọn thông báo cũ", "Clear old notices"},
		"prune-pulls":         {"Dọn bằng chứng các lần kéo cũ", "Clear evidence of old pulls"},
		"prune-visits":        {"Dọn lượt xem cũ", "Clear old views of pages"},
	}
	if n, ok := names[id]; ok {
		return ask.Say(n[0], n[1])
	}
	return id
}
