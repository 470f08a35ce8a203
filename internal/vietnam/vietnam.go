// Package vietnam is the country's time. It promises the one zone in which days begin,
// decisions take effect and times are shown, without a database of zones on the machine.
package vietnam

import "time"

// Zone is UTC+7 all year: there has been no summer time since 1975.
var Zone = time.FixedZone("ICT", 7*60*60)
