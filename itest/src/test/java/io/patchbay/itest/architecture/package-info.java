/**
 * Checks of the whole tree. A rule is a function from what there is to what is wrong with it, so
 * that one test asks it about the tree and another about something that breaks it.
 */
@NullMarked
package io.patchbay.itest.architecture;

import org.jspecify.annotations.NullMarked;
