/** What the page knows of sessions: their events, turns and levels, and their recordings. */
@NullMarked
package io.patchbay.console.internal.watch;

import org.jspecify.annotations.NullMarked;
