export default {
  title: 'Register',
};
