// Package blackbox tests HashMyTag from outside, as a person meets it: it
// starts `hashmytag local`, types commands, and reads walls over HTTP. It knows
// nothing of the code inside; its tests would be the same for another one.
package blackbox
