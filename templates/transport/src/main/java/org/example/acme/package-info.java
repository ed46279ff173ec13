/** A way to a model: messages over one socket. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;
