#include "camera/frame_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_jpeg(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && (strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0);
}

bool frame_folder_open(frame_folder *folder)
{
    while (folder->count > 0) free(folder->names[--folder->count]);
    folder->next = 0;
    DIR *directory = opendir(folder->path);
    if (directory == NULL) return false;
    for (struct dirent *entry; folder->count < FRAME_FOLDER_FILES && (entry = readdir(directory)) != NULL;)
        if (is_jpeg(entry->d_name) && (folder->names[folder->count] = strdup(entry->d_name)) != NULL) folder->count++;
    closedir(directory);
    qsort(folder->names, folder->count, sizeof *folder->names, by_name);
    return folder->count > 0;
}

bool frame_folder_take(frame_folder *folder)
{
    folder->length = 0;
    if (folder->count == 0) return false;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder->path, folder->names[folder->next]);
    folder->next = (folder->next + 1) % folder->count;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    folder->length = fread(folder->bytes, 1, sizeof folder->bytes, file);
    fclose(file);
    return folder->length > 0;
}
