package peak

import (
	"testing"
	"time"
)

func TestWhatIsHeldIsSeen(t *testing.T) {
	const held = 32 << 20
	got := Of(func() {
		b := make([]byte, held)
		time.Sleep(20 * every)
		b[0] = 1
	})
	if got < held || got > 2*held {
		t.Errorf("%d bytes, want about %d", got, held)
	}
	if got := Of(func() {}); got > held {
		t.Errorf("nothing takes %d bytes", got)
	}
}
