/** Whether {@code docs/reference-parity.md} is complete and names tests that there are. */
package io.patchbay.itest.parity;
