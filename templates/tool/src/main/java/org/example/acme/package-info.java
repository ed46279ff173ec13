/** When the acme is open, as a tool. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;
