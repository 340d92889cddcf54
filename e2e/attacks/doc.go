// Package attacks tries to reach one tenant's data with another's credentials.
//
// Its platform is the real one as far as one process can hold it: the gateway
// with the routes and authorizers of template.yaml, the functions' handlers,
// roles and sessions evaluated from the template's policies, and real engines.
// Tenants are made through the API, each field with a marker of its own
// (world_test.go); every answer, header, line of the log, mail, and call to a
// network is searched for markers of those who did not ask (watch_test.go).
//
// What is tried is in the files of who tries it: visitors, people, holders of
// forged tokens, senders of forged messages, functions that were taken over.
// Attacks are drawn at random; a failure prints the seed and the number of the
// attack, which repeat it.
//
// The suite is tested itself: mutations_test.go lists mistakes in the code and
// in the template, each of which must make it fail.
package attacks
