package jobs

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/lease"
)

// RunNow runs a job at once in this process and returns its error; lease.ErrHeld if it is running already.
func (r *Runner) RunNow(ctx context.Context, name string) error {
	j, err := r.job(name)
	if err != nil {
		return err
	}
	return r.leases.Keep(ctx, "job:"+name, func(ctx context.Context, l *lease.Lease) error {
		return r.run(ctx, j, l)
	})
}

func (r *Runner) job(name string) (Job, error) {
	for _, j := range r.jobs {
		if j.Name == name {
			return j, nil
		}
	}
	return Job{}, fmt.Errorf("no job %s", name)
}
