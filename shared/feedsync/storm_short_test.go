//go:build !proof

package feedsync_test

// stormyTicks are enough for each fault of each network to come once.
const stormyTicks = 36

// hoursOfMonth are enough for what happens in the morning of the first day to be
// on the walls at the end.
const hoursOfMonth = 36
