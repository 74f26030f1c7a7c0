#ifndef TINYSNN_CBOARDS_H
#define TINYSNN_CBOARDS_H

/* A file that verification on an emulated board needs. */
typedef struct {
    const char *name;
    const char *text;
} tinysnn_board_file_t;

/* The files, ended by one whose name is NULL. */
const tinysnn_board_file_t *tinysnn_board_files(void);

#endif
