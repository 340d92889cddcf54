// Package published holds the simulated networks to what their vendors publish of
// their APIs: Google's protocol buffers, and X's OpenAPI description. It is a
// module of its own, so that nothing else depends on what that takes. Meta
// publishes no description of answers; the names of its fields are those of its
// business SDK (26.0).
package published
