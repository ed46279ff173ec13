/** The console as people use it: the product in a process of its own, and a browser. */
@NullMarked
package io.patchbay.itest.console;

import org.jspecify.annotations.NullMarked;
