// Package feedsync keeps the walls fresh: every tick it sends each active
// tenant one message (Dispatcher), and each message refreshes the tenant's
// feeds that are due (Syncer) and rebuilds the snapshot that visitors read.
//
// Everything is repeatable. A crash between any two writes leaves nothing that
// the next run does not repair; a duplicate, late or reordered message changes
// nothing; what a moderator decided is never overwritten.
package feedsync
