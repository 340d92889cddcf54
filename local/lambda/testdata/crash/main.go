// A Lambda function that never gets as far as asking for work.
package main

import "os"

func main() { os.Exit(7) }
