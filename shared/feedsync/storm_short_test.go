//go:build !proof

package feedsync_test

// stormyTicks are enough for each fault of each network to come once.
const stormyTicks = 36

// daysOfMonth are enough for each check to come several times.
const daysOfMonth = 2
