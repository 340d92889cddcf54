// Package wall is the domain of HashMyTag: tenants, their feeds, the posts
// that the feeds bring, and the rules that decide what visitors see.
//
// It knows nothing of AWS, HTTP or any network's JSON. Adapters translate
// between those and the types here; use cases (onboarding, feedsync, …) act on
// them through the store interfaces in store.go.
package wall
