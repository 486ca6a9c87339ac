#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void arguments_complain(void *context, const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    if (context != NULL) *(bool *)context = true;
}

static const option_rule *find(const option_rule *rules, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].name, name) == 0) return &rules[i];
    return NULL;
}

static bool take(const option_rule *rule, const char *value)
{
    if (rule->text != NULL) {
        *rule->text = value;
        return true;
    }

    char *end;
    long number = strtol(value, &end, 10);
    if (*value != 0 && *end == 0 && number >= rule->least && number <= rule->most) {
        *rule->number = number;
        return true;
    }

    fprintf(stderr, "%s is '%s'; it must be a whole number from %ld to %ld.\n", rule->name, value, rule->least, rule->most);
    return false;
}

arguments_outcome arguments_read(int argc, char **argv, const option_rule *rules, size_t count)
{
    bool bad = false;
    bool given[32] = {false};
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return ARGUMENTS_HELP;

    for (int i = 1; i < argc; i++) {
        const option_rule *rule = find(rules, count, argv[i]);
        if (rule == NULL) {
            fprintf(stderr, "'%s' is not an option; --help lists them.\n", argv[i]);
            bad = true;
        } else if (given[rule - rules]) {
            fprintf(stderr, "%s is given twice.\n", rule->name);
            bad = true;
            if (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0) i++;
        } else if (i + 1 == argc || strncmp(argv[i + 1], "--", 2) == 0) {
            fprintf(stderr, "%s needs a value after it.\n", rule->name);
            given[rule - rules] = bad = true;
        } else {
            given[rule - rules] = true;
            if (!take(rule, argv[++i])) bad = true;
        }
    }

    for (size_t i = 0; i < count; i++)
        if (rules[i].required && !given[i]) {
            fprintf(stderr, "%s is missing.\n", rules[i].name);
            bad = true;
        }
    return bad ? ARGUMENTS_BAD : ARGUMENTS_GOOD;
}

static bool read_url(server_url *url, const char *text)
{
    if (strncmp(text, "ws://", 5) == 0) url->tls = false, text += 5;
    else if (strncmp(text, "wss://", 6) == 0) url->tls = true, text += 6;
    else return false;

    size_t authority = strcspn(text, "/?#");
    const char *path = text + authority;
    const char *host = text, *end;
    if (*host == '[') {
        host++;
        end = memchr(host, ']', authority - 1);
        if (end == NULL) return false;
    } else {
        end = memchr(host, ':', authority);
        if (end == NULL) end = text + authority;
    }

    size_t length = (size_t)(end - host);
    if (length == 0 || length >= sizeof url->host) return false;
    memcpy(url->host, host, length);
    url->host[length] = 0;
    if (strpbrk(url->host, "@ \"<>") != NULL) return false;

    const char *rest = end + (*end == ']');
    url->port = url->tls ? 443 : 80;
    if (rest < text + authority) {
        char *after;
        if (*rest != ':' || rest[1] < '0' || rest[1] > '9') return false;
        long port = strtol(rest + 1, &after, 10);
        if (after != text + authority || port < 1 || port > 65535) return false;
        url->port = (int)port;
    }

    if (strchr(path, '#') != NULL || strlen(path) + 2 > sizeof url->path) return false;
    snprintf(url->path, sizeof url->path, "%s%s", *path == '/' ? "" : "/", path);
    return true;
}

bool server_url_read(server_url *url, const char *text)
{
    if (read_url(url, text)) return true;
    fprintf(stderr, "--url is '%s'; it must begin with ws:// or wss://, such as ws://127.0.0.1:8080/ws/device.\n", text);
    return false;
}
