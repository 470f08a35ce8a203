package accounts

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/store"
)

// How long a sign-in lasts.
const (
	DeviceLives     = 12 * time.Hour      // unless the device is remembered
	RememberedLives = 30 * 24 * time.Hour // if it is
	// MachineLives is how long a browser is known; none keeps a cookie longer.
	MachineLives = 400 * 24 * time.Hour
)

// Device is one sign-in on one browser. A session whose device is gone is over.
type Device struct {
	store.Meta `bson:",inline"`
	Person     string `bson:"person"`
	Agent      Agent  `bson:"agent"`
	Remembered bool   `bson:"remembered"`
	// New reports whether nobody had signed in with that browser before, while others were known already.
	New    bool      `bson:"new,omitempty"`
	Since  time.Time `bson:"since"`
	UsedAt time.Time `bson:"used_at"`
	Until  time.Time `bson:"until"`
}

// usedEvery is how exactly it is kept when a device was last used.
const usedEvery = 5 * time.Minute

// machine is a browser that somebody signed in with before. It is known by a secret in its cookie.
type machine struct {
	store.Meta `bson:",inline"` // ID is a hash of person and secret
	Person     string           `bson:"person"`
	At         time.Time        `bson:"at"`
}

// NewMachine makes the secret by which a browser is known again.
func NewMachine() string { return rand.Text() }

func machineID(person, secret string) string { return digest("machine", person+"\n"+secret) }

// knows reports whether somebody signed in with that browser before.
func (s *Service) knows(ctx context.Context, r store.Reader, person, secret string) (bool, error) {
	if secret == "" {
		return false, nil
	}
	_, err := machines.Get(ctx, r, machineID(person, secret))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Entry is how somebody came in.
type Entry struct {
	UserAgent string // as the browser calls itself
	Machine   string // secret of the browser's cookie
	Remember  bool   // for 30 days
}

// Enter notes a sign-in and returns its device. One from a browser that is new to the person is told to them.
func (s *Service) Enter(ctx context.Context, person string, e Entry) (*Device, error) {
	var d *Device
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := persons.Get(ctx, tx, person)
		if err != nil {
			return err
		}
		if d, err = s.device(p.ID, e); err != nil {
			return err
		}
		if err := s.meet(ctx, tx, p, e, d); err != nil {
			return err
		}
		return devices.Insert(ctx, tx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) device(person string, e Entry) (*Device, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	now, lives := s.now(), DeviceLives
	if e.Remember {
		lives = RememberedLives
	}
	return &Device{Meta: store.Meta{ID: id.String()}, Person: person, Agent: AgentOf(e.UserAgent), Remembered: e.Remember, Since: now, UsedAt: now, Until: now.Add(lives)}, nil
}

// meet remembers the browser, and tells the person of one that is new, unless it is their first.
func (s *Service) meet(ctx context.Context, tx store.Tx, p *Person, e Entry, d *Device) error {
	known, err := s.knows(ctx, tx, p.ID, e.Machine)
	if err != nil || known || e.Machine == "" {
		return err
	}
	first, err := machines.Count(ctx, tx, store.Cond{Field: "person", Op: store.Eq, Value: p.ID})
	if err != nil {
		return err
	}
	if err := machines.Insert(ctx, tx, &machine{Meta: store.Meta{ID: machineID(p.ID, e.Machine)}, Person: p.ID, At: s.now()}); err != nil {
		return err
	}
	if first == 0 {
		return nil
	}
	d.New = true
	return s.tellNewDevice(ctx, tx, p, d)
}

// Use returns a device that a session of the person names, and keeps when it was used: store.ErrNotFound if it was signed out or has run out.
func (s *Service) Use(ctx context.Context, person, id string) (*Device, error) {
	d, err := devices.Get(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	now := s.now()
	if d.Person != person || !now.Before(d.Until) {
		return nil, store.ErrNotFound
	}
	if now.Sub(d.UsedAt) < usedEvery {
		return d, nil
	}
	d.UsedAt = now
	if err := devices.Replace(ctx, s.db, d); err != nil && !errors.Is(err, store.ErrConflict) {
		return nil, err // who lost a race with another request of the same browser was noted by it
	}
	return d, nil
}

// maxDevices is more than somebody has browsers.
const maxDevices = 200

// Devices lists where somebody is signed in, the last used first.
func (s *Service) Devices(ctx context.Context, person string) ([]*Device, error) {
	q := where("person", person)
	q.Limit, q.Sort = maxDevices, []store.Order{{Field: "used_at", Desc: true}}
	all, err := devices.Find(ctx, s.db, q)
	if err != nil {
		return nil, err
	}
	var live []*Device
	for _, d := range all {
		if s.now().Before(d.Until) {
			live = append(live, d)
		}
	}
	return live, nil
}

// Leave signs a device of the person out; one that is gone is no error.
func (s *Service) Leave(ctx context.Context, person, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := devices.Get(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && d.Person != person {
			return nil
		}
		if err != nil {
			return err
		}
		return devices.Delete(ctx, tx, d)
	})
}

// LeaveAll signs every device of the person out but one, which may be empty, and returns how many.
func (s *Service) LeaveAll(ctx context.Context, person, but string) (n int, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		n, err = s.leaveAll(ctx, tx, person, but)
		return err
	})
	return n, err
}

func (s *Service) leaveAll(ctx context.Context, tx store.Tx, person, but string) (int, error) {
	q := where("person", person)
	q.Limit = 0
	all, err := devices.Find(ctx, tx, q)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, d := range all {
		if d.ID == but {
			continue
		}
		if err := devices.Delete(ctx, tx, d); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// Device returns a device by id, or store.ErrNotFound.
func (s *Service) Device(ctx context.Context, id string) (*Device, error) {
	return devices.Get(ctx, s.db, id)
}
