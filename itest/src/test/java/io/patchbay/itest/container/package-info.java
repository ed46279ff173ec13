/** The tree in real containers; each test runs in Felix and, in a second round, in Equinox. */
@NullMarked
package io.patchbay.itest.container;

import org.jspecify.annotations.NullMarked;
