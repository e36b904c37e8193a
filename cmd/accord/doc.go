// Command accord is the whole product in one binary: the server, the
// simulator, the demonstration, and the commands of an operator.
//
//	main ──► run(ctx, args, getenv, stdin, stdout, stderr) ──► one command
//	                     │
//	                     └── beside a running server: DATA/accord.sock, and the
//	                         command runs inside the server
//
// A data folder belongs to one process at a time; a lock file guards it.
package main
