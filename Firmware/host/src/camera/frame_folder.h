#ifndef CAMERA_FRAME_FOLDER_H
#define CAMERA_FRAME_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rc/hal.h"

/* A folder of JPEG files as the sensor: in the order of their names, over and over. */
#define FRAME_FOLDER_FILES 2000

typedef struct frame_folder {
    const char *path;
    char *names[FRAME_FOLDER_FILES]; /* the first so many; more are left out */
    size_t count, next;
    uint8_t bytes[RC_FRAME_MAX + 1];
    size_t length;
} frame_folder;

/* Lists the folder anew. False if it has no .jpg or .jpeg file. */
bool frame_folder_open(frame_folder *folder);

/* Reads the next file into `bytes`; false if it can't be read. One that is too large comes cut off, as from a sensor. */
bool frame_folder_take(frame_folder *folder);

#endif
