/** How the process and its sessions are: figures, checks, and what went wrong lately. */
@NullMarked
package io.patchbay.console.internal.health;

import org.jspecify.annotations.NullMarked;
