// Package faults proves what the platform does on a bad day. All functions run
// in one process, behind their own Lambda handlers and within the rights that
// the template gives them, on the engines and simulated networks of `hashmytag
// local` and a clock of the test's own. Every fault is struck in turn; after each
// the same is asked: no post is lost or doubled, the wall serves the last good
// content, the feed says in plain words what is the matter, and the next healthy
// tick heals it.
//
// What can go wrong is declared once, in tables: faults of networks, of AWS, of
// messages and of the schedule. Which calls to AWS there are is not: a healthy
// run is watched, and each call that it makes is struck.
package faults
