#ifndef HOST_ARGUMENTS_H
#define HOST_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* One option, "--name VALUE". */
typedef struct option_rule {
    const char *name;
    const char **text;  /* or */
    long *number;       /* within least to most */
    long least, most;
    bool required;
} option_rule;

typedef enum arguments_outcome { ARGUMENTS_GOOD, ARGUMENTS_HELP, ARGUMENTS_BAD } arguments_outcome;

/* Reads the command line. Every error goes to stderr, a sentence each, before it returns. */
arguments_outcome arguments_read(int argc, char **argv, const option_rule *rules, size_t count);

/* Prints an error of the command line; fits rc_report. `context` is a bool that becomes true, or NULL. */
void arguments_complain(void *context, const char *sentence);

/* Where the server is. */
typedef struct server_url {
    bool tls;
    char host[256];
    int port;
    char path[512];
} server_url;

/* Reads a ws:// or wss:// URL; complains if it is none. */
bool server_url_read(server_url *url, const char *text);

#endif
