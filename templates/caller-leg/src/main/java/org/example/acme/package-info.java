/** Callers who are files in a folder. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;
